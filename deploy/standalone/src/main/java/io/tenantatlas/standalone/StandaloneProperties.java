package io.tenantatlas.standalone;

import io.tenantatlas.standalone.source.SourceSchema;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings under {@code atlas.standalone}. A value that is not allowed is refused by an {@link
 * IllegalArgumentException} that names the setting.
 *
 * @param dataDir everything that is kept between runs
 * @param sourceSchema how the source tables keep timestamps; may not change for a data directory
 *     that has tables
 */
public record StandaloneProperties(
    @DefaultValue(".data") String dataDir,
    @DefaultValue Postgres postgres,
    @DefaultValue Kafka kafka,
    @DefaultValue("laravel") SourceSchema sourceSchema,
    @DefaultValue Workload workload) {

  static final String PREFIX = "atlas.standalone";

  public StandaloneProperties {
    require(!dataDir.isBlank(), "data-dir must name a directory and is empty");
  }

  Path dataDirectory() {
    return Path.of(dataDir);
  }

  /** The embedded PostgreSQL. */
  public record Postgres(@DefaultValue("15432") int port) {
    public Postgres {
      requireBetween("postgres.port", port, 1, 65_535);
    }
  }

  /** The embedded Kafka broker. */
  public record Kafka(@DefaultValue("19092") int port) {
    public Kafka {
      requireBetween("kafka.port", port, 1, 65_535);
    }
  }

  /**
   * The demo workload.
   *
   * @param tenants that are made when there are none
   * @param rate changes per second
   * @param seed of the random numbers; null for another at every start
   */
  public record Workload(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("25") int tenants,
      @DefaultValue("20") double rate,
      @Nullable Long seed) {
    public Workload {
      requireBetween("workload.tenants", tenants, 1, 10_000);
      requireBetween("workload.rate", rate, 0.01, 1_000);
    }
  }

  /** The line that says which setting is wrong, and why. */
  static String explain(BindException failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = String.valueOf(root.getMessage());
    var property = failure.getProperty();
    return reason.startsWith(PREFIX)
        ? reason
        : "%s cannot be read: %s"
            .formatted(property == null ? failure.getName() : property.getName(), reason);
  }

  private static void requireBetween(String name, double value, double least, double greatest) {
    require(
        least <= value && value <= greatest,
        "%s must be from %s to %s and is %s"
            .formatted(name, plain(least), plain(greatest), plain(value)));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(PREFIX + "." + otherwise);
    }
  }
}
