package io.tenantatlas.service.startup;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Prints a failed start as one line on standard error: {@code ERROR}, what is wrong, what to do.
 *
 * <p>Before Spring Boot's own reporter, whose several lines it turns off. A setting would not do
 * that where the settings themselves cannot be read.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OneLineReporter implements FailureAnalysisReporter {

  private static final String BOOTS_REPORTER =
      "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter";

  @Override
  public void report(FailureAnalysis analysis) {
    LoggingSystem.get(OneLineReporter.class.getClassLoader())
        .setLogLevel(BOOTS_REPORTER, LogLevel.OFF);
    System.err.println("ERROR " + line(analysis));
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
