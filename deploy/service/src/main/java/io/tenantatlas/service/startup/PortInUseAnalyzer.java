package io.tenantatlas.service.startup;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** A port that is taken, by the setting that chooses it; Spring Boot's own names the port only. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PortInUseAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

  private static final String MANAGEMENT = "management.server.port";

  private final Environment environment;

  PortInUseAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
    String port = Integer.toString(cause.getPort());
    String setting = port.equals(environment.getProperty(MANAGEMENT)) ? MANAGEMENT : "server.port";
    return new FailureAnalysis(
        "port %s is taken; stop what listens there, or choose another with --%s=<port>"
            .formatted(port, setting),
        null,
        cause);
  }
}
