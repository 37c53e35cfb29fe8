package io.tenantatlas.service.startup;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Prints a failed start as one line on standard error: {@code ERROR}, what is wrong, what to do.
 * Spring Boot's own report, of several lines in the log, comes after it and is turned off: here and
 * not by a setting, which does not hold when the settings themselves cannot be read.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OneLineReporter implements FailureAnalysisReporter {

  @Override
  public void report(FailureAnalysis analysis) {
    System.err.println("ERROR " + line(analysis));
    LoggingSystem.get(OneLineReporter.class.getClassLoader())
        .setLogLevel(LoggingFailureAnalysisReporter.class.getName(), LogLevel.OFF);
  }

  static String line(FailureAnalysis analysis) {
    String description = oneLine(analysis.getDescription());
    String action = analysis.getAction();
    return action == null || action.isBlank() ? description : description + " " + oneLine(action);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
