package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.ParkedRecord;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.RememberingReadModel;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.projector.store.StoredSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The only partition of a change log, projected onto a read model in memory. */
final class ProjectedPartition {

  static final String DEFINITION = "definition-1";

  /** The source's. */
  static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/1");

  private static final long MEMORY_SIZE = 1_000_000;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final InMemoryReadModel readModel = new InMemoryReadModel();
  private final ReadModel remembering = new RememberingReadModel(readModel, MEMORY_SIZE);
  private final PartitionProjector projector =
      new PartitionProjector(
          remembering,
          new Projection(ProjectionSettingsFixture.settings()),
          new PartitionProjector.Limits(100, 100, 100, 100));
  private PartitionProgress progress = remembering.open(0, 1, DEFINITION, 0);

  /** A partition whose first snapshot found these rows, as it is at the instant. */
  static ProjectedPartition of(Instant asOf, RowImage... rows) {
    ProjectedPartition partition = new ProjectedPartition();
    List<LogRecord> records = new ArrayList<>();
    records.add(new LogRecord.SnapshotStarted(1, rows.length, HISTORY));
    for (RowImage row : rows) {
      records.add(new LogRecord.Upsert(row));
    }
    records.add(new LogRecord.SnapshotCompleted(1, new SourcePosition(1), asOf, HISTORY));
    partition.apply(asOf, records.toArray(LogRecord[]::new));
    partition.tick(asOf);
    return partition;
  }

  PartitionProgress progress() {
    return progress;
  }

  /** Opens the partition with definitions that are other ones. */
  void reopen(String definition, long logEnd) {
    progress = remembering.open(0, 1, definition, logEnd);
  }

  void apply(Instant now, LogRecord... records) {
    List<Long> offsets = new ArrayList<>();
    for (int i = 1; i <= records.length; i++) {
      offsets.add(progress.nextOffset() + i);
    }
    progress = projector.apply(progress, List.of(records), offsets, now);
  }

  /** The next record cannot be applied; the mark after it can. */
  void park(Instant now, @Nullable RowKey row, @Nullable Long tenantId) {
    long offset = progress.nextOffset();
    ParkedRecord parked = new ParkedRecord(offset, row, tenantId, 0, "no", now);
    LogRecord mark = new LogRecord.ProgressMark(new SourcePosition(1), now, HISTORY);
    PartitionProjector.Batch batch =
        new PartitionProjector.Batch(progress, List.of(mark), List.of(offset + 2), List.of(parked));
    progress = projector.apply(List.of(batch), now).getFirst();
  }

  void tick(Instant now) {
    tick(now, progress.nextOffset());
  }

  void tick(Instant now, long nextOffset) {
    progress = projector.tick(progress, nextOffset, now);
  }

  /** What the partition is projected onto. */
  InMemoryReadModel readModel() {
    return readModel;
  }

  /** What is kept of an onboarding session. */
  StoredSession session(long id) {
    return Objects.requireNonNull(readModel.session(0, id), "no session");
  }

  /** What an actor with these scopes sees of an onboarding session's verification. */
  JsonNode onboarding(long session, String scopes) {
    String content = Objects.requireNonNull(session(session).content(), "no document");
    return Objects.requireNonNull(StoredAnswers.ofSurface(content).get(scopes), scopes);
  }

  /** The tenant's document as it is stored; null when there never was one. */
  @Nullable StoredDocument stored(long tenant) {
    return readModel.document(tenant, "kpi");
  }

  /** The content of the tenant's headline as it is stored. */
  String headline(long tenant) {
    StoredDocument headline = readModel.document(tenant, "headline");
    return String.valueOf(headline == null ? null : headline.content());
  }

  StoredDocument document(long tenant) {
    return Objects.requireNonNull(stored(tenant), "no document");
  }

  String content(long tenant) {
    return Objects.requireNonNull(document(tenant).content(), "document was removed");
  }

  /** The JSON text of the value at {@code /dashboard/drift/stale} or the like. */
  String value(long tenant, String pointer) {
    JsonNode node = MAPPER.readTree(content(tenant)).at(pointer);
    return node.isMissingNode() ? "missing" : node.toString();
  }
}
