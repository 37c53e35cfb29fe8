package io.tenantatlas.projector.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.pipeline.PipelineStatus.Part;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import io.tenantatlas.projector.publish.DeadLetters;
import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.ParkedRecord;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.RememberingReadModel;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * The owning loop. It runs on the test's thread: what happens between its polls is scheduled
 * beforehand, and the last of it stops the loop.
 */
class PartitionOwnerTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final String TOPIC = "changes";
  private static final String DEFINITION = "definition-1";
  private static final int PARTITIONS = 2;
  private static final int BATCH = 2000;
  private static final String MALFORMED = "inventory_items id 7: policy_type: expected a string";
  private static final long MEMORY_SIZE = 1_000_000;
  private static final TopicPartition ZERO = new TopicPartition(TOPIC, 0);
  private static final TopicPartition ONE = new TopicPartition(TOPIC, 1);
  private static final long TENANT = 42;

  private final ReplayedConsumer consumer = new ReplayedConsumer();
  private final InMemoryReadModel stored = new InMemoryReadModel();
  private final RefusingReadModel readModel =
      new RefusingReadModel(new RememberingReadModel(stored, MEMORY_SIZE));
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final RecordedPublisher publisher = new RecordedPublisher();
  private final SettableClock clock = new SettableClock(NOON);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final OwnedPartitions owned = new OwnedPartitions(clock);
  private final PipelineMetrics metrics =
      new PipelineMetrics(meters, clock, owned, PARTITIONS, List.of());
  private final PipelineStatus status = new PipelineStatus(clock);
  private final PartitionOwner owner = owner();

  private PartitionOwner owner() {
    return new PartitionOwner(
        consumer,
        new PartitionProjector(
            readModel,
            new Projection(ProjectionSettingsFixture.settings()),
            new PartitionProjector.Limits(100, 100, 100, 100),
            metrics),
        readModel,
        new DeadLetters(producer, "changes.dlt", Duration.ofSeconds(10)),
        publisher,
        metrics,
        status,
        KafkaTraces.off(),
        new PartitionOwner.Settings(
            TOPIC, PARTITIONS, DEFINITION, BATCH, TICK, Duration.ofMillis(50), Duration.ZERO),
        clock);
  }

  @BeforeEach
  void theLogIsEmpty() {
    consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
    consumer.updateEndOffsets(Map.of(ZERO, 0L, ONE, 0L));
    consumer.schedulePollTask(() -> consumer.rebalance(List.of(ZERO)));
  }

  @Test
  void theRecordsOfAPollAreApplied() {
    between(() -> add(0, started(), tenant(), item(1), completed()));
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(4);
    assertThat(progress(0).ready()).isTrue();
    assertThat(progress(0).asOf()).isEqualTo(NOON);
    assertThat(document()).contains("\"total_items\":1");
    assertThat(parked()).isEmpty();
    assertThat(changes("tenants", "insert_or_update")).isEqualTo(1);
    assertThat(changes("inventory_items", "insert_or_update")).isEqualTo(1);
    assertThat(
            meters
                .get("atlas.partition.step.records")
                .tag("partition", "0")
                .summary()
                .totalAmount())
        .isEqualTo(4);
    assertThat(meters.get("atlas.partition.step").timer().count()).isEqualTo(1);
    assertThat(meters.counter("atlas.pipeline.documents", "kind", "kpi").count()).isEqualTo(1);
    assertThat(consumer.closed()).isTrue();
    assertThat(publisher.closed()).isTrue();
  }

  @Test
  void recordsThatComeAloneAreAppliedAtOnce() {
    between(() -> add(0, started(), tenant(), completed()));
    between(() -> add(3, item(1), mark(9)));
    between(() -> add(5, item(2), mark(10)));
    run();
    assertThat(steps()).isEqualTo(3);
  }

  @Test
  void recordsThatComeShortlyAfterAStepAreGatheredForAsLongAsItTook() {
    readModel.beforeUpdates(() -> clock.advance(Duration.ofMillis(20)));
    between(() -> add(0, started(), tenant(), completed()));
    between(() -> add(3, item(1), mark(9)));
    between(
        () -> {
          add(5, item(2), mark(10));
          clock.advance(Duration.ofMillis(21));
        });
    between(() -> add(7, item(3), mark(11)));
    run();
    assertThat(steps()).isEqualTo(2);
    assertThat(progress(0).nextOffset()).isEqualTo(7);
    assertThat(document()).contains("\"total_items\":2");
  }

  @Test
  void recordsAreNotGatheredForLongerThanItIsSet() {
    readModel.beforeUpdates(() -> clock.advance(Duration.ofSeconds(10)));
    between(() -> add(0, started(), tenant(), completed()));
    between(
        () -> {
          add(3, item(1), mark(9));
          clock.advance(Duration.ofMillis(50));
        });
    between(
        () -> {
          add(5, item(2), mark(10));
          clock.advance(Duration.ofMillis(50));
        });
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(7);
    assertThat(steps()).isEqualTo(3);
  }

  private long steps() {
    return meters.get("atlas.partition.step").timer().count();
  }

  @Test
  void eachPartitionIsAppliedByItself() {
    between(() -> consumer.rebalance(List.of(ZERO, ONE)));
    between(
        () -> {
          add(0, started(), completed());
          addTo(1, started(), upsert(SourceTable.TENANTS, 43, "\"name\":\"Contoso\""), completed());
        });
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(2);
    assertThat(progress(1).nextOffset()).isEqualTo(3);
    assertThat(stored.document(43, "kpi")).isNotNull();
  }

  @Test
  void theReadModelSaysWhereToGoOn() {
    between(() -> add(0, started(), tenant(), completed(), item(1)));
    between(() -> consumer.rebalance(List.of()));
    between(() -> consumer.rebalance(List.of(ZERO)));
    between(() -> add(4, item(2), mark(9)));
    run();
    assertThat(consumer.lastSeek(ZERO)).isEqualTo(4);
    assertThat(progress(0).nextOffset()).isEqualTo(6);
    assertThat(document()).contains("\"total_items\":2");
  }

  @Test
  void aPartitionThatWentToAnotherOwnerIsLeftAlone() {
    between(() -> add(0, started(), tenant(), completed()));
    between(() -> consumer.rebalance(List.of()));
    between(() -> clock.advance(TICK));
    between(() -> {});
    run();
    assertThat(progress(0).asOf()).isEqualTo(NOON);
    assertThat(meters.find("atlas.partition.ready").gauges()).isEmpty();
    assertThat(meters.find("atlas.partition.owned").gauges())
        .hasSize(2)
        .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
  }

  @Test
  void aRecordThatCannotBeUnderstoodIsParkedAndTheOthersAreApplied() {
    between(() -> add(0, started(), tenant(), "{\"op\":\"s3cr3t\"}", item(1), completed()));
    run();
    assertThat(parked())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.value()).asString(UTF_8).isEqualTo("{\"op\":\"s3cr3t\"}");
              assertThat(headers(record))
                  .containsEntry("dlt-reason", "source.table: expected a string")
                  .containsEntry("dlt-topic", TOPIC)
                  .containsEntry("dlt-partition", "0")
                  .containsEntry("dlt-offset", "2");
            });
    assertThat(progress(0).nextOffset()).isEqualTo(5);
    assertThat(document()).contains("\"total_items\":1");
    assertThat(deadLetters("malformed")).isEqualTo(1);
    assertThat(changes("inventory_items", "insert_or_update")).isEqualTo(1);
  }

  @Test
  void aPollOfNothingButRecordsThatCannotBeUnderstoodIsLeftBehindWithTheNextTick() {
    between(() -> add(0, started(), completed()));
    between(() -> add(2, "?", "?"));
    between(() -> clock.advance(TICK));
    between(() -> {});
    run();
    assertThat(parked()).hasSize(2);
    assertThat(progress(0).nextOffset()).isEqualTo(4);
  }

  @Test
  void aRecordThatCannotBeParkedIsNotLeftBehind() {
    producer.sendException = new KafkaException("no");
    between(() -> add(0, started(), "?", tenant(), completed()));
    between(() -> assertThat(progress(0).nextOffset()).isZero());
    between(() -> producer.sendException = null);
    between(() -> {});
    run();
    assertThat(parked()).hasSize(1);
    assertThat(progress(0).nextOffset()).isEqualTo(4);
    assertThat(progress(0).ready()).isTrue();
  }

  @Test
  void aRecordWhoseProjectionFailsIsFoundAndParkedAndTheOthersAreApplied() {
    readModel.refuse(itemKey(2), new IllegalArgumentException("s3cr3t"));
    between(() -> add(0, started(), tenant(), item(1), item(2), item(3), completed()));
    run();
    assertThat(parked())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.value()).asString(UTF_8).isEqualTo(item(2));
              assertThat(headers(record))
                  .containsEntry("dlt-offset", "3")
                  .containsEntry("dlt-reason", "cannot be applied: IllegalArgumentException");
            });
    assertThat(progress(0).nextOffset()).isEqualTo(6);
    assertThat(progress(0).ready()).isTrue();
    assertThat(document()).contains("\"total_items\":2");
  }

  @Test
  void aRecordThatIsParkedDoesNotCountAsApplied() {
    readModel.refuse(itemKey(2), new IllegalArgumentException("s3cr3t"));
    between(() -> add(0, started(), tenant(), item(2), completed()));
    run();
    assertThat(deadLetters("not_applicable")).isEqualTo(1);
    assertThat(changes("inventory_items", "insert_or_update")).isZero();
    assertThat(changes("tenants", "insert_or_update")).isEqualTo(1);
  }

  @Test
  void aRecordThatTheReadModelCannotHoldIsFoundAndParked() {
    readModel.refuse(itemKey(2), new DataIntegrityViolationException("too long"));
    between(() -> add(0, started(), tenant(), item(2), completed()));
    run();
    assertThat(parked()).hasSize(1);
    assertThat(document()).contains("\"total_items\":0");
  }

  @Test
  void aRecordBehindTheLastMarkWhoseProjectionFailsIsFoundAndParkedToo() {
    readModel.refuse(itemKey(2), new IllegalArgumentException("s3cr3t"));
    between(() -> add(0, started(), tenant(), completed(), item(1), item(2), item(3)));
    between(() -> {});
    between(() -> add(6, mark(9)));
    run();
    assertThat(parked()).hasSize(1);
    assertThat(progress(0).nextOffset()).isEqualTo(7);
    assertThat(document()).contains("\"total_items\":2");
  }

  @Test
  void anOwnerThatWasFencedReadsThePositionAgain() {
    between(() -> add(0, started(), tenant(), completed()));
    between(
        () -> {
          moveByAnotherOwner(5);
          add(3, item(1), item(2));
          add(5, item(3), mark(9));
        });
    between(() -> {});
    run();
    assertThat(consumer.lastSeek(ZERO)).isEqualTo(5);
    assertThat(progress(0).nextOffset()).isEqualTo(7);
    assertThat(document()).contains("\"total_items\":1");
    assertThat(parked()).isEmpty();
  }

  @Test
  void anOwnerThatIsFencedByATickReadsThePositionAgain() {
    between(() -> add(0, started(), tenant(), completed()));
    between(
        () -> {
          moveByAnotherOwner(5);
          clock.advance(TICK);
        });
    between(() -> add(5, item(3), mark(9)));
    run();
    assertThat(consumer.lastSeek(ZERO)).isEqualTo(5);
    assertThat(document()).contains("\"total_items\":1");
  }

  @Test
  void whenTheReadModelFailsTheRecordsComeAgainAndNothingIsParked() {
    readModel.refuseNextUpdate(new DataAccessResourceFailureException("gone"));
    readModel.refuseNextUpdate(new CannotCreateTransactionException("still gone"));
    between(() -> add(0, started(), tenant(), item(1), completed()));
    between(() -> assertThat(progress(0).nextOffset()).isZero());
    between(() -> {});
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(4);
    assertThat(document()).contains("\"total_items\":1");
    assertThat(parked()).isEmpty();
  }

  @Test
  void whenTheReadModelFailsAllThatWasAppliedTogetherComesAgain() {
    between(() -> add(0, started(), tenant(), completed()));
    between(
        () -> {
          readModel.refuse(itemKey(2), new DataAccessResourceFailureException("gone"));
          add(3, item(1), mark(9), item(2));
        });
    between(() -> assertThat(consumer.lastSeek(ZERO)).isEqualTo(3));
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(3);
    assertThat(parked()).isEmpty();
  }

  @Test
  void whatOnePollBringsOfSeveralPartitionsIsOneTransaction() {
    between(() -> consumer.rebalance(List.of(ZERO, ONE)));
    between(
        () -> {
          readModel.updates().clear();
          add(0, started(), tenant(), completed());
          addTo(1, started(), completed());
        });
    run();
    assertThat(progress(0).ready()).isTrue();
    assertThat(progress(1).ready()).isTrue();
    assertThat(readModel.updates()).containsExactly(2);
  }

  @Test
  void aRecordThatCannotBeAppliedIsParkedAndOtherPartitionsGoOn() {
    readModel.refuse(itemKey(1), new DataIntegrityViolationException("no"));
    between(() -> consumer.rebalance(List.of(ZERO, ONE)));
    between(
        () -> {
          add(0, started(), tenant(), item(1), item(2), completed());
          addTo(1, started(), completed());
        });
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(5);
    assertThat(progress(1).nextOffset()).isEqualTo(2);
    assertThat(document()).contains("\"total_items\":1");
    assertThat(parked()).hasSize(1);
  }

  @Test
  void aParkedRecordIsNotedWithItsRowAndTenantUntilTheRowIsTold() {
    List<List<ParkedRecord>> seen = new ArrayList<>();
    between(() -> add(0, started(), tenant(), completed()));
    between(() -> add(3, malformedItem(7), item(1), mark(9)));
    between(() -> seen.add(stored.parked(0)));
    between(() -> add(6, item(7), mark(10)));
    run();
    assertThat(seen)
        .containsExactly(List.of(new ParkedRecord(3, itemKey(7), TENANT, 1, MALFORMED, NOON)));
    assertThat(stored.parked(0)).isEmpty();
    assertThat(document()).contains("\"total_items\":2");
    assertThat(parked()).hasSize(1);
  }

  @Test
  void ofARecordThatSaysNothingAnyTenantsDocumentsMayLackIt() {
    between(() -> add(0, started(), tenant(), completed()));
    between(() -> add(3, "?", mark(9)));
    run();
    assertThat(stored.parked(0))
        .containsExactly(new ParkedRecord(3, null, null, 1, "not JSON", NOON));
  }

  @Test
  void aParkedRecordThatIsTheLastOneIsNotedByTheTickThatPassesIt() {
    between(() -> add(0, started(), tenant(), completed()));
    between(() -> add(3, malformedItem(7)));
    between(() -> clock.advance(TICK));
    between(() -> {});
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(4);
    assertThat(stored.parked(0)).hasSize(1);
  }

  @Test
  void aRecordThatCannotBeAppliedIsNotedWithItsTenant() {
    readModel.refuse(itemKey(1), new DataIntegrityViolationException("no"));
    between(() -> add(0, started(), tenant(), item(1), item(2), completed()));
    run();
    assertThat(stored.parked(0))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.row()).isEqualTo(itemKey(1));
              assertThat(record.tenantId()).isEqualTo(TENANT);
            });
  }

  @Test
  void aRebuildDoesNotParkTheSameRecordAgain() {
    PartitionProgress opened = stored.open(0, PARTITIONS, DEFINITION, 0);
    ParkedRecord known = new ParkedRecord(2, itemKey(7), TENANT, 1, MALFORMED, NOON);
    stored.update(
        opened,
        transaction -> {
          transaction.park(List.of(known));
          return opened;
        });
    between(() -> add(0, started(), tenant(), malformedItem(7), completed()));
    run();
    assertThat(parked()).isEmpty();
    assertThat(stored.parked(0)).containsExactly(known);
  }

  @Test
  void noTransactionHasMoreRecordsThanABatch() {
    between(() -> consumer.rebalance(List.of(ZERO, ONE)));
    String[] moreThanHalf = new String[BATCH / 2 + 1];
    Arrays.fill(moreThanHalf, item(1));
    between(
        () -> {
          readModel.updates().clear();
          add(0, moreThanHalf);
          addTo(1, moreThanHalf);
        });
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(moreThanHalf.length);
    assertThat(progress(1).nextOffset()).isEqualTo(moreThanHalf.length);
    assertThat(readModel.updates()).containsExactly(2, 1);
  }

  @Test
  void whenTheReadModelCannotBeOpenedItIsTriedAgain() {
    readModel.refuseNextOpening(new DataAccessResourceFailureException("gone"));
    readModel.refuseNextOpening(new DataAccessResourceFailureException("still gone"));
    between(() -> add(0, started(), tenant(), completed()));
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(3);
    assertThat(parked()).isEmpty();
  }

  @Test
  void aRecordThatIsReadAgainIsNotParkedAgain() {
    readModel.refuseNextUpdate(new DataAccessResourceFailureException("disk full"));
    readModel.refuseNextUpdate(new DataAccessResourceFailureException("disk full"));
    between(() -> add(0, started(), "?", tenant(), completed()));
    between(() -> {});
    between(() -> {});
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(4);
    assertThat(parked()).hasSize(1);
  }

  @Test
  void aGroupThatMayNotBeJoinedIsToldUntilItMay() {
    List<PipelineStatus.Failure> seen = new ArrayList<>();
    between(() -> consumer.setPollException(new GroupAuthorizationException("the-group")));
    between(() -> seen.add(Objects.requireNonNull(status.failure(Part.PIPELINE))));
    run();
    assertThat(seen)
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.reason()).contains("the-group");
              assertThat(failure.since()).isEqualTo(NOON);
            });
    assertThat(status.failure(Part.PIPELINE)).isNull();
  }

  @Test
  void whatFailsIsCountedByItsClass() {
    readModel.refuseNextUpdate(new DataAccessResourceFailureException("gone"));
    between(() -> add(0, started(), tenant(), completed()));
    between(() -> {});
    run();
    assertThat(
            meters
                .counter("atlas.pipeline.failures", "reason", "DataAccessResourceFailureException")
                .count())
        .isEqualTo(1);
  }

  @Test
  void aPartitionIsOwnedAlsoWhileItCannotBeOpened() {
    readModel.refuseNextOpening(new DataAccessResourceFailureException("gone"));
    between(() -> {});
    between(() -> assertThat(owned.numbers()).containsExactly(0));
    run();
    assertThat(owned.numbers()).isEmpty();
  }

  @Test
  void whenKafkaFailsItIsTriedAgain() {
    between(() -> add(0, started(), tenant(), completed()));
    between(() -> consumer.setPollException(new KafkaException("no")));
    between(() -> add(3, item(1), mark(9)));
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(5);
    assertThat(document()).contains("\"total_items\":1");
  }

  @Test
  void timeMovesWithoutRecords() {
    between(
        () ->
            add(
                0,
                started(),
                tenant(),
                failedRun(NOON.minus(Duration.ofDays(7)).plusMillis(1500)),
                completed()));
    between(() -> assertThat(document()).contains("\"failed_7d\":1"));
    between(() -> clock.advance(TICK));
    between(() -> assertThat(document()).contains("\"failed_7d\":1"));
    between(() -> clock.advance(TICK));
    between(() -> {});
    run();
    assertThat(document()).contains("\"failed_7d\":0");
    assertThat(progress(0).asOf()).isEqualTo(NOON.plus(TICK).plus(TICK));
  }

  @Test
  void timeIsNotMovedMoreOftenThanOncePerTick() {
    between(() -> add(0, started(), tenant(), completed()));
    between(() -> clock.advance(TICK.minusMillis(1)));
    between(() -> assertThat(consumer.lastPollTimeout()).isEqualTo(Duration.ofMillis(1)));
    run();
    assertThat(progress(0).asOf()).isEqualTo(NOON);
  }

  @Test
  void thePositionBehindTheEndsOfKafkaTransactionsIsKept() {
    between(() -> add(0, started(), tenant(), completed()));
    between(
        () -> {
          consumer.seek(ZERO, 5);
          clock.advance(TICK);
        });
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(5);
  }

  @Test
  void insideASourceTransactionThePositionStaysBehindTheLastRecord() {
    between(() -> add(0, started(), tenant(), completed(), item(1)));
    between(
        () -> {
          consumer.seek(ZERO, 6);
          clock.advance(TICK);
        });
    run();
    assertThat(progress(0).nextOffset()).isEqualTo(4);
    assertThat(progress(0).asOf()).isEqualTo(NOON);
  }

  @Test
  void aLogThatIsThereAlreadyIsReadWhollyBeforeThePartitionIsReady() {
    consumer.updateEndOffsets(Map.of(ZERO, 5L));
    between(() -> add(0, started(), tenant(), completed()));
    between(
        () -> {
          assertThat(progress(0).ready()).isFalse();
          add(3, item(1), mark(9));
        });
    run();
    assertThat(progress(0).ready()).isTrue();
  }

  /** What happens just before the next poll. */
  private void between(Runnable event) {
    consumer.schedulePollTask(event);
  }

  /** Runs the owner until everything scheduled has happened. */
  private void run() {
    consumer.schedulePollTask(owner::stop);
    owner.run();
  }

  private void add(long offset, String... values) {
    add(0, offset, values);
  }

  private void addTo(int partition, String... values) {
    add(partition, 0L, values);
  }

  private void add(int partition, long offset, String... values) {
    for (int i = 0; i < values.length; i++) {
      consumer.addRecord(
          new ConsumerRecord<>(
              TOPIC, partition, offset + i, new byte[0], values[i].getBytes(UTF_8)));
    }
  }

  /** Another owner applies what lies before the offset. */
  private void moveByAnotherOwner(long offset) {
    PartitionProgress before = progress(0);
    stored.update(
        before,
        transaction ->
            new PartitionProgress(
                before.partition(),
                before.partitions(),
                before.definition(),
                offset,
                before.source(),
                before.announced(),
                before.asOf(),
                before.atBoundary(),
                before.ready(),
                before.rebuildUntil(),
                before.snapshot(),
                before.step()));
  }

  private PartitionProgress progress(int partition) {
    return stored.open(partition, PARTITIONS, DEFINITION, 0);
  }

  private double changes(String table, String operation) {
    return meters.counter("atlas.pipeline.changes", "table", table, "operation", operation).count();
  }

  private double deadLetters(String reason) {
    return meters.counter("atlas.dead.letters", "reason", reason).count();
  }

  private String document() {
    StoredDocument document = stored.document(TENANT, "kpi");
    return document == null ? "none" : String.valueOf(document.content());
  }

  private List<ProducerRecord<byte[], byte[]>> parked() {
    return producer.history();
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    return List.of(record.headers().toArray()).stream()
        .collect(Collectors.toMap(header -> header.key(), h -> new String(h.value(), UTF_8)));
  }

  private static RowKey itemKey(long id) {
    return new RowKey(SourceTable.INVENTORY_ITEMS, id);
  }

  private static String item(long id) {
    return upsert(SourceTable.INVENTORY_ITEMS, id, "\"tenant_id\":42");
  }

  private static String malformedItem(long id) {
    return upsert(SourceTable.INVENTORY_ITEMS, id, "\"tenant_id\":42,\"policy_type\":7");
  }

  private static String failedRun(Instant created) {
    return upsert(
        SourceTable.OPERATION_RUNS,
        1,
        "\"tenant_id\":42,\"status\":\"completed\",\"outcome\":\"failed\",\"created_at\":\"%s\""
            .formatted(created));
  }

  private static String tenant() {
    return upsert(SourceTable.TENANTS, TENANT, "\"name\":\"Contoso\"");
  }

  private static String upsert(SourceTable table, long id, String members) {
    return String.format(
        Locale.ROOT,
        "{\"after\":{\"id\":%d,%s},\"source\":{\"table\":\"%s\"},\"op\":\"c\"}",
        id,
        members,
        table.tableName());
  }

  private static String started() {
    return "{\"mark\":\"snapshot_started\",\"generation\":1,\"expected_rows\":1}";
  }

  private static String completed() {
    return "{\"mark\":\"snapshot_completed\",\"generation\":1,\"lsn\":\"0/1\",\"at_ms\":1}";
  }

  private static String mark(long position) {
    return "{\"mark\":\"progress\",\"lsn\":\"%s\",\"at_ms\":1}"
        .formatted(new SourcePosition(position));
  }
}
