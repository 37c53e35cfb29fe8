package io.tenantatlas.projector.config;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Shows a start-up failure that its user can mend as one line on standard error, without a stack
 * trace.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupErrorReporter implements SpringBootExceptionReporter {

  @Override
  public boolean reportException(Throwable failure) {
    Optional<String> line = line(failure);
    line.ifPresent(text -> System.err.println("ERROR " + text));
    return line.isPresent();
  }

  private static Optional<String> line(Throwable failure) {
    StartupFailure startup = cause(failure, StartupFailure.class);
    if (startup != null) {
      return Optional.ofNullable(startup.getMessage());
    }
    PortInUseException port = cause(failure, PortInUseException.class);
    if (port != null) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "port %d is taken; free it, or set server.port or management.server.port",
              port.getPort()));
    }
    BindException bind = cause(failure, BindException.class);
    return bind == null || !bind.getName().toString().startsWith("atlas")
        ? Optional.empty()
        : Optional.of(bindLine(bind));
  }

  private static String bindLine(BindException bind) {
    String setting =
        bind.getProperty() == null
            ? bind.getName().toString()
            : bind.getProperty().getName().toString();
    Throwable root = bind;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "%s cannot be read: %s".formatted(setting, root.getMessage());
  }

  private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }
}
