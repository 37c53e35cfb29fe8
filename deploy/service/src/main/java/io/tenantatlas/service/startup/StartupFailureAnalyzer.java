package io.tenantatlas.service.startup;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** A failure that says by itself what to do; whatever it was made from says less. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupFailureAnalyzer extends AbstractFailureAnalyzer<StartupFailure> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, StartupFailure cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
  }
}
