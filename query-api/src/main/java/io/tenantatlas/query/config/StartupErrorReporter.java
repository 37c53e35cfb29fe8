package io.tenantatlas.query.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Reports what a user got wrong as one line on the standard error stream instead of Spring's
 * report. Only the first reporter that knows a failure prints it, so several may be on the class
 * path.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupErrorReporter implements SpringBootExceptionReporter {

  private final @Nullable ConfigurableApplicationContext context;

  StartupErrorReporter(@Nullable ConfigurableApplicationContext context) {
    this.context = context;
  }

  @Override
  public boolean reportException(Throwable failure) {
    String line = StartupError.describe(failure, context == null ? null : context.getEnvironment());
    if (line == null) {
      return false;
    }
    System.err.println(line);
    return true;
  }
}
