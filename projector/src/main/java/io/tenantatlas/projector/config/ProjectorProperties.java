package io.tenantatlas.projector.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The projector's settings, all under {@code atlas}. They are checked when the service starts; an
 * error names the setting. DESIGN.md lists them.
 */
@ConfigurationProperties("atlas")
public record ProjectorProperties(
    @DefaultValue Source source,
    @DefaultValue ReadModel readModel,
    @DefaultValue Kafka kafka,
    @DefaultValue Projector projector,
    @DefaultValue Capture capture,
    @DefaultValue Kpi kpi,
    @DefaultValue Surface surface) {

  private static final long KILOBYTE = 1 << 10;
  private static final long MEGABYTE = 1 << 20;
  private static final long GIGABYTE = 1 << 30;

  /**
   * The source, a PostgreSQL database.
   *
   * @param url JDBC URL without parameters
   * @param schema the schema of the captured tables
   * @param timeout of a connection attempt, and of an answer: a connection that is silent for
   *     longer counts as dead
   */
  public record Source(
      @DefaultValue("jdbc:postgresql://127.0.0.1:5432/tenant_atlas") String url,
      @DefaultValue("postgres") String username,
      @DefaultValue("") String password,
      @DefaultValue("public") String schema,
      @DefaultValue("10s") Duration timeout) {}

  /**
   * The read model's database.
   *
   * @param poolSize connections; one for each owning thread and some for capture's start
   * @param connectionTimeout how long a connection is waited for
   * @param socketTimeout after which a connection that does not answer counts as dead; no statement
   *     may take longer
   */
  public record ReadModel(
      @DefaultValue("jdbc:postgresql://127.0.0.1:5432/read_model") String url,
      @DefaultValue("postgres") String username,
      @DefaultValue("") String password,
      @DefaultValue("8") int poolSize,
      @DefaultValue("10s") Duration connectionTimeout,
      @DefaultValue("2m") Duration socketTimeout) {}

  /**
   * Kafka.
   *
   * @param topicPrefix what all topics' names begin with
   * @param partitions of the change log; cannot be changed later without a rebuild
   * @param replicationFactor of topics that are made
   * @param timeout for one operation
   */
  public record Kafka(
      @DefaultValue("127.0.0.1:9092") String bootstrapServers,
      @DefaultValue("atlas.") String topicPrefix,
      @DefaultValue("12") int partitions,
      @DefaultValue("3") short replicationFactor,
      @DefaultValue("30s") Duration timeout) {}

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
   * @param groupId the consumer group that shares the partitions
   * @param instanceId a name of this process that stays the same over restarts, so that it gets its
   *     partitions back at once; empty for none
   * @param sessionTimeout after which the partitions of a process that has gone silent go to others
   * @param batchSize at most this many records are applied in one transaction
   * @param tickInterval how often time is moved
   * @param retryDelay the pause after a failure
   * @param maxDueRows at most this many rows are moved by time in one transaction
   * @param maxRenderedTenants this many tenants' documents are rendered at once
   * @param maxReadRows this many rows are read at once where a table is emptied
   * @param maxLinkedItems this many items' links are looked at at once
   * @param maxPublished at most this many changes are published in one Kafka transaction
   * @param statusInterval how often Kafka and the read model are asked for metrics and health
   * @param progressTimeout after which the process is not ready when no mark is written or comes,
   *     or nothing is published
   */
  public record Projector(
      @DefaultValue({"capture", "project"}) Set<Role> roles,
      @DefaultValue("4") int threads,
      @DefaultValue("tenantatlas-projector") String groupId,
      @DefaultValue("") String instanceId,
      @DefaultValue("10s") Duration sessionTimeout,
      @DefaultValue("2000") int batchSize,
      @DefaultValue("1s") Duration tickInterval,
      @DefaultValue("1s") Duration retryDelay,
      @DefaultValue("10000") int maxDueRows,
      @DefaultValue("200") int maxRenderedTenants,
      @DefaultValue("5000") int maxReadRows,
      @DefaultValue("500") int maxLinkedItems,
      @DefaultValue("5000") int maxPublished,
      @DefaultValue("5s") Duration statusInterval,
      @DefaultValue("1m") Duration progressTimeout) {}

  /**
   * Capture.
   *
   * @param slotName the replication slot
   * @param publicationName the publication
   * @param batchSize at most this many events are written in one Kafka transaction
   * @param queueSize at most this many events wait to be written
   * @param queueMaxSize at most about so many bytes of events wait to be written
   * @param pollInterval how long changes are gathered before they are written
   * @param heartbeatInterval how often it is looked whether the source's log has moved past the
   *     last mark
   * @param markInterval a mark is written at least this often
   * @param stallTimeout when for so long nothing has come from the source, although heartbeats were
   *     written, the connection counts as dead
   * @param retryDelay the pause after a failure
   * @param maxRetryDelay the longest pause, when the same failure comes again and again
   * @param statusInterval how often the source is asked for metrics and health
   */
  public record Capture(
      @DefaultValue("tenantatlas") String slotName,
      @DefaultValue("tenantatlas") String publicationName,
      @DefaultValue("2048") int batchSize,
      @DefaultValue("8192") int queueSize,
      @DefaultValue("32MB") DataSize queueMaxSize,
      @DefaultValue("2ms") Duration pollInterval,
      @DefaultValue("100ms") Duration heartbeatInterval,
      @DefaultValue("1s") Duration markInterval,
      @DefaultValue("20s") Duration stallTimeout,
      @DefaultValue("2s") Duration retryDelay,
      @DefaultValue("30s") Duration maxRetryDelay,
      @DefaultValue("5s") Duration statusInterval) {}

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
      @DefaultValue("256KB") DataSize maxReportSize) {}

  /** Checks what binding does not. */
  public ProjectorProperties {
    Check.url("atlas.source.url", source.url());
    Check.url("atlas.read-model.url", readModel.url());
    Check.range("atlas.read-model.pool-size", readModel.poolSize(), 1, 1000);
    // The connection pool allows no less.
    Check.atLeast("atlas.read-model.connection-timeout", readModel.connectionTimeout(), 250);
    Check.atLeast("atlas.read-model.socket-timeout", readModel.socketTimeout(), 1000);
    Check.range("atlas.kafka.partitions", kafka.partitions(), 1, 1000);
    Check.range("atlas.kafka.replication-factor", kafka.replicationFactor(), 1, 100);
    Check.positive("atlas.kafka.timeout", kafka.timeout());
    Check.range("atlas.projector.threads", projector.threads(), 1, 1000);
    Check.range("atlas.projector.batch-size", projector.batchSize(), 1, 100_000);
    Check.range("atlas.projector.max-due-rows", projector.maxDueRows(), 1, 1_000_000);
    Check.range("atlas.projector.max-rendered-tenants", projector.maxRenderedTenants(), 1, 10_000);
    Check.range("atlas.projector.max-read-rows", projector.maxReadRows(), 1, 1_000_000);
    Check.range("atlas.projector.max-linked-items", projector.maxLinkedItems(), 1, 10_000);
    Check.range("atlas.projector.max-published", projector.maxPublished(), 1, 100_000);
    Check.positive("atlas.projector.tick-interval", projector.tickInterval());
    Check.positive("atlas.projector.retry-delay", projector.retryDelay());
    Check.positive("atlas.projector.session-timeout", projector.sessionTimeout());
    Check.positive("atlas.projector.status-interval", projector.statusInterval());
    Check.positive("atlas.projector.progress-timeout", projector.progressTimeout());
    Check.positive("atlas.capture.status-interval", capture.statusInterval());
    Check.range("atlas.capture.batch-size", capture.batchSize(), 1, 100_000);
    Check.range(
        "atlas.capture.queue-size", capture.queueSize(), capture.batchSize() + 1, 1_000_000);
    Check.positive("atlas.capture.poll-interval", capture.pollInterval());
    Check.positive("atlas.capture.heartbeat-interval", capture.heartbeatInterval());
    Check.positive("atlas.capture.mark-interval", capture.markInterval());
    Check.atLeast("atlas.source.timeout", source.timeout(), 1000);
    Check.size("atlas.capture.queue-max-size", capture.queueMaxSize(), MEGABYTE, GIGABYTE);
    Check.size("atlas.surface.max-report-size", surface.maxReportSize(), KILOBYTE, 16 * MEGABYTE);
    Check.atLeast(
        "atlas.capture.stall-timeout",
        capture.stallTimeout(),
        2 * capture.markInterval().toMillis());
    Check.positive("atlas.capture.retry-delay", capture.retryDelay());
    Check.atLeast(
        "atlas.capture.max-retry-delay", capture.maxRetryDelay(), capture.retryDelay().toMillis());
    Check.slotName("atlas.capture.slot-name", capture.slotName());
    Check.slotName("atlas.capture.publication-name", capture.publicationName());
  }
}
