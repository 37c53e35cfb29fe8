package io.tenantatlas.projector.config;

import io.tenantatlas.projector.source.SourceUrl;
import io.tenantatlas.service.settings.DataSizeRange;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The projector's settings, all under {@code atlas}. They are checked when the service starts; an
 * error names the setting. DESIGN.md lists them.
 */
@Validated
@ConfigurationProperties("atlas")
public record ProjectorProperties(
    @DefaultValue @Valid Source source,
    @DefaultValue @Valid Kafka kafka,
    @DefaultValue @Valid Projector projector,
    @DefaultValue @Valid Capture capture,
    @DefaultValue @Valid Kpi kpi,
    @DefaultValue @Valid Surface surface) {

  private static final String NAME = "[a-z0-9_]{1,63}";
  private static final String NAME_MESSAGE = "must be 1 to 63 small letters, digits and _";

  /**
   * The source, a PostgreSQL database.
   *
   * @param url any URL of the PostgreSQL driver, with its parameters ({@code sslmode}, {@code
   *     sslrootcert}) and several hosts; every connection to the source is made by it
   * @param username a role that may replicate and read the captured tables
   * @param password the role's password
   * @param schema the schema of the captured tables
   * @param timeout of a connection attempt, and of an answer: a connection that is silent for
   *     longer counts as dead
   */
  public record Source(
      @DefaultValue("jdbc:postgresql://127.0.0.1:5432/tenant_atlas") String url,
      @DefaultValue("postgres") String username,
      @DefaultValue("") String password,
      @DefaultValue("public") String schema,
      @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(days = 1) Duration timeout) {

    /** Not a constraint of the URL itself, whose value would be shown. */
    @AssertTrue(
        message =
            "atlas.source.url must be a URL of the PostgreSQL driver, jdbc:postgresql://host:port/database?parameters, without user, password, timeouts and replication, which are not set there, and without parameters that the driver does not know (capital letters count: sslmode)")
    public boolean isUrlUsable() {
      return SourceUrl.isUsable(url);
    }
  }

  /**
   * What of Kafka is ours; {@code spring.kafka} says where it is.
   *
   * @param topicPrefix what all topics' names begin with
   * @param partitions of the change log; cannot be changed later without a rebuild
   * @param replicationFactor of topics that are made
   * @param timeout for one operation
   */
  public record Kafka(
      @DefaultValue("atlas.") String topicPrefix,
      @DefaultValue("12") @Min(1) @Max(1000) int partitions,
      @DefaultValue("3") @Min(1) @Max(100) short replicationFactor,
      @DefaultValue("30s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration timeout) {}

  /** What a process can do. */
  public enum Role {
    /** Capture the source to the change log; of several processes one does. */
    CAPTURE,
    /** Project the change log to the read model; several processes share the partitions. */
    PROJECT
  }

  /**
   * The projection.
   *
   * @param roles what this process does
   * @param threads owning threads; more than partitions are of no use
   * @param instanceId a name of this process that stays the same over restarts, so that it gets its
   *     partitions back at once; empty for none
   * @param sessionTimeout after which the partitions of a process that has gone silent go to others
   * @param batchSize at most this many records are applied in one transaction
   * @param tickInterval how often time is moved
   * @param gatherMax after a step and its publication, records are gathered for as long as it took,
   *     and longer the more they were, at most so long; 0 gathers none
   * @param retryDelay the pause after a failure
   * @param maxDueRows at most this many rows are moved by time in one transaction
   * @param maxRenderedTenants this many tenants' documents are rendered at once
   * @param maxReadRows this many rows are read at once where a table is emptied
   * @param maxLinkedItems this many items' links are looked at at once
   * @param maxPublished at most this many changes are published in one Kafka transaction
   * @param memorySize about how many bytes of tenants' states, documents and latest rows are
   *     remembered, so that they are not read from the read model again; 0 for none
   * @param statusInterval how often Kafka and the read model are asked for metrics and health
   * @param progressTimeout after which the process is not ready when no mark is written or comes,
   *     or nothing is published
   */
  public record Projector(
      @DefaultValue({"capture", "project"}) Set<Role> roles,
      @DefaultValue("4") @Min(1) @Max(1000) int threads,
      @DefaultValue("") String instanceId,
      @DefaultValue("10s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration sessionTimeout,
      @DefaultValue("2000") @Min(1) @Max(100_000) int batchSize,
      @DefaultValue("1s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration tickInterval,
      @DefaultValue("250ms") @DurationMin @DurationMax(days = 1) Duration gatherMax,
      @DefaultValue("1s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration retryDelay,
      @DefaultValue("10000") @Min(1) @Max(1_000_000) int maxDueRows,
      @DefaultValue("200") @Min(1) @Max(10_000) int maxRenderedTenants,
      @DefaultValue("5000") @Min(1) @Max(1_000_000) int maxReadRows,
      @DefaultValue("500") @Min(1) @Max(10_000) int maxLinkedItems,
      @DefaultValue("5000") @Min(1) @Max(100_000) int maxPublished,
      @DefaultValue("32MB") @DataSizeRange(min = "0B", max = "64GB") DataSize memorySize,
      @DefaultValue("5s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration statusInterval,
      @DefaultValue("1m") @DurationMin(millis = 1) @DurationMax(days = 1)
          Duration progressTimeout) {}

  /**
   * Capture.
   *
   * @param slotName the replication slot
   * @param publicationName the publication
   * @param batchSize at most this many events are written in one Kafka transaction
   * @param queueSize at most this many events wait to be written
   * @param queueMaxSize at most about so many bytes of events wait to be written
   * @param pollInterval how long changes are gathered before they are written
   * @param gatherMax after a Kafka transaction, changes are gathered for as long as it took, and
   *     longer the more they were, at most so long; 0 gathers none
   * @param heartbeatInterval how often capture looks whether the source's log has moved past the
   *     last mark of all partitions; only every mark interval when no captured row has changed for
   *     ten of those
   * @param markInterval a mark is written at least this often
   * @param stallTimeout when for so long nothing has come from the source, although heartbeats were
   *     written, the connection counts as dead
   * @param retryDelay the pause after a failure
   * @param maxRetryDelay the longest pause, when the same failure comes again and again
   * @param statusInterval how often the source is asked for metrics and health
   */
  public record Capture(
      @DefaultValue("tenantatlas") @Pattern(regexp = NAME, message = NAME_MESSAGE) String slotName,
      @DefaultValue("tenantatlas") @Pattern(regexp = NAME, message = NAME_MESSAGE)
          String publicationName,
      @DefaultValue("2048") @Min(1) @Max(100_000) int batchSize,
      @DefaultValue("8192") @Min(2) @Max(1_000_000) int queueSize,
      @DefaultValue("32MB") @DataSizeRange(min = "1MB", max = "1024MB") DataSize queueMaxSize,
      @DefaultValue("2ms") @DurationMin(millis = 1) @DurationMax(days = 1) Duration pollInterval,
      @DefaultValue("100ms") @DurationMin @DurationMax(days = 1) Duration gatherMax,
      @DefaultValue("100ms") @DurationMin(millis = 1) @DurationMax(days = 1)
          Duration heartbeatInterval,
      @DefaultValue("1s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration markInterval,
      @DefaultValue("20s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration stallTimeout,
      @DefaultValue("2s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration retryDelay,
      @DefaultValue("30s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration maxRetryDelay,
      @DefaultValue("5s") @DurationMin(millis = 1) @DurationMax(days = 1) Duration statusInterval) {

    /** Debezium demands it. */
    @AssertTrue(message = "atlas.capture.queue-size must be more than atlas.capture.batch-size")
    public boolean isQueueLongEnough() {
      return queueSize > batchSize;
    }

    /** A stream that is well brings a mark in time. */
    @AssertTrue(
        message = "atlas.capture.stall-timeout must be at least twice atlas.capture.mark-interval")
    public boolean isStallNoticedLateEnough() {
      return stallTimeout.compareTo(markInterval.multipliedBy(2)) >= 0;
    }

    /** Pauses grow. */
    @AssertTrue(
        message = "atlas.capture.max-retry-delay must be at least atlas.capture.retry-delay")
    public boolean isRetryDelayBounded() {
      return maxRetryDelay.compareTo(retryDelay) >= 0;
    }
  }

  /**
   * What of the KPI definitions is configurable.
   *
   * @param driftScanTypes run types that count as a drift scan
   * @param inventorySyncType the run type of an inventory synchronization
   * @param operationUrl the link to a run; {@code {id}} stands for its id
   * @param policyTypes where the policy-type catalog is
   */
  public record Kpi(
      @DefaultValue({"drift.scan", "drift.generate"}) List<String> driftScanTypes,
      @DefaultValue("inventory.sync") String inventorySyncType,
      @DefaultValue("/admin/operations/{id}") String operationUrl,
      @DefaultValue("classpath:policy-types.yaml") String policyTypes) {}

  /**
   * What of the surfaces' definitions is configurable.
   *
   * @param verificationTypes run types that count as a tenant's verification
   * @param operationsUrl the link to all runs
   * @param maxReportSize of a verification report that is shown, as JSON in UTF-8
   */
  public record Surface(
      @DefaultValue({"provider.connection.check", "tenant.verification"})
          List<String> verificationTypes,
      @DefaultValue("/admin/operations") String operationsUrl,
      @DefaultValue("256KB") @DataSizeRange(min = "1KB", max = "16MB") DataSize maxReportSize) {}
}
