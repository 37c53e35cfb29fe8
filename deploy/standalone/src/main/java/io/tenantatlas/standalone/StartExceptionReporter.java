package io.tenantatlas.standalone;

import io.tenantatlas.standalone.embedded.StartException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Prints a {@link StartException} as the one line it is, to the standard error stream. Others are
 * left to others.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartExceptionReporter implements SpringBootExceptionReporter {

  /** The constructor that Spring Boot looks for. */
  StartExceptionReporter(@Nullable ConfigurableApplicationContext context) {}

  @Override
  public boolean reportException(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartException) {
        System.err.println("ERROR " + cause.getMessage());
        return true;
      }
    }
    return false;
  }
}
