package io.tenantatlas.service.database;

import io.tenantatlas.service.startup.StartupFailure;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Checks what is given to the PostgreSQL driver. The driver ignores a parameter that it does not
 * know: with {@code sslMode} for {@code sslmode} it would connect in the clear. No check shows a
 * value, because it may be a password.
 */
public final class DatabaseUrl {

  private DatabaseUrl() {}

  /**
   * The parameters of a URL, hosts and database included; null when it is not one of the driver.
   */
  public static @Nullable Properties parse(@Nullable String url) {
    return url != null && url.startsWith("jdbc:postgresql:") ? Driver.parseURL(url, null) : null;
  }

  /** A parameter that the driver does not know; null when it knows all of them. */
  public static @Nullable String unknownParameter(Properties parameters) {
    return parameters.stringPropertyNames().stream()
        .filter(name -> PGProperty.forName(name) == null)
        .sorted()
        .findFirst()
        .orElse(null);
  }

  /**
   * Requires that the driver understands all of a URL and of a pool's properties.
   *
   * @throws StartupFailure which names {@code spring.datasource.url} or {@code
   *     spring.datasource.hikari.data-source-properties}
   */
  public static void require(@Nullable String url, Properties properties) {
    Properties parsed = parse(url);
    if (parsed == null) {
      throw new StartupFailure(
          "spring.datasource.url must be a URL of the PostgreSQL driver, such as"
              + " jdbc:postgresql://127.0.0.1:5432/read_model?sslmode=verify-full");
    }
    refuseUnknown(parsed, "spring.datasource.url");
    refuseUnknown(properties, "spring.datasource.hikari.data-source-properties");
  }

  private static void refuseUnknown(Properties parameters, String setting) {
    String unknown = unknownParameter(parameters);
    if (unknown != null) {
      throw new StartupFailure(
          "%s: the PostgreSQL driver knows no parameter %s; correct it (capital letters count)"
              .formatted(setting, unknown));
    }
  }
}
