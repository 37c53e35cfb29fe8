package io.tenantatlas.service.startup;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/**
 * Prints a failed start as one line on standard error: {@code ERROR}, what is wrong, what to do.
 * The programs turn Spring Boot's own report of several lines off ({@code
 * logging.level.org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter}).
 */
final class OneLineReporter implements FailureAnalysisReporter {

  @Override
  public void report(FailureAnalysis analysis) {
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
