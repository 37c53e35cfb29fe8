package io.tenantatlas.service.startup;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A configuration file that is no YAML. Only the place and the problem are told: the parser's
 * message quotes the lines around it, which may hold a password.
 */
final class MalformedYamlAnalyzer extends AbstractFailureAnalyzer<MarkedYAMLException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, MarkedYAMLException cause) {
    var mark = cause.getProblemMark();
    String place =
        mark == null
            ? ""
            : " (line "
                + Integer.toString(mark.getLine() + 1)
                + ", column "
                + Integer.toString(mark.getColumn() + 1)
                + ")";
    return new FailureAnalysis(
        "the configuration file is not valid YAML" + place + ": " + cause.getProblem(),
        null,
        cause);
  }
}
