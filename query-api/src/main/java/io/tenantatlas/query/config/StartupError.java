package io.tenantatlas.query.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.Environment;
import org.yaml.snakeyaml.error.YAMLException;

/** Says in one line what a user can do about a failed start. */
final class StartupError {

  /** The line; null when the failure is of no kind known here. */
  static @Nullable String describe(Throwable failure, @Nullable Environment environment) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String line =
          switch (cause) {
            case PortInUseException inUse -> port(inUse.getPort(), environment);
            case BindException unreadable -> setting(unreadable);
            case InvalidConfigurationPropertyValueException invalid ->
                "ERROR: "
                    + invalid.getName()
                    + value(invalid.getName(), invalid.getValue())
                    + " is not valid: "
                    + oneLine(String.valueOf(invalid.getReason()))
                    + ".";
            case ConfigDataNotFoundException missing ->
                "ERROR: "
                    + oneLine(missing.getReferenceDescription())
                    + " does not exist;"
                    + " correct spring.config.location, spring.config.additional-location or"
                    + " spring.config.import.";
            case YAMLException malformed ->
                "ERROR: the configuration file is not valid YAML: " + oneLine(malformed);
            default -> null;
          };
      if (line != null) {
        return line;
      }
    }
    return null;
  }

  private static String port(int port, @Nullable Environment environment) {
    String management =
        environment == null ? null : environment.getProperty("management.server.port");
    String setting =
        Integer.toString(port).equals(management) ? "management.server.port" : "server.port";
    return String.format(
        Locale.ROOT,
        "ERROR: port %d is taken; stop what listens there, or choose another with --%s=<port>.",
        port,
        setting);
  }

  private static String setting(BindException unreadable) {
    Throwable root = unreadable;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof IllegalArgumentException && oneLine(root).startsWith("atlas.")) {
      return "ERROR: " + oneLine(root) + ".";
    }
    ConfigurationProperty property = unreadable.getProperty();
    String name = String.valueOf(property == null ? unreadable.getName() : property.getName());
    Class<?> type = unreadable.getTarget().getType().resolve(Object.class);
    return "ERROR: %s%s cannot be read as a value of type %s; correct it."
        .formatted(
            name,
            value(name, property == null ? null : property.getValue()),
            type.getSimpleName().toLowerCase(Locale.ROOT));
  }

  /** What was given, unless it may be a secret. */
  private static String value(String name, @Nullable Object value) {
    boolean secret = name.contains("password") || name.contains("secret") || name.contains("token");
    return value == null || secret ? "" : "=" + oneLine(value.toString());
  }

  private static String oneLine(Throwable failure) {
    return oneLine(String.valueOf(failure.getMessage()));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private StartupError() {}
}
