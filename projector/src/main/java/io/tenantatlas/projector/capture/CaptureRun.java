package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.capture.CaptureStatus.State;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.Landmark;
import io.tenantatlas.projector.source.ReplicationSlot;
import io.tenantatlas.projector.source.ReplicationSlot.SlotException;
import io.tenantatlas.projector.source.SnapshotVisibility;
import io.tenantatlas.projector.source.SourceContract;
import io.tenantatlas.projector.source.SourceContract.Identity;
import io.tenantatlas.projector.source.SourceSession;
import io.tenantatlas.projector.source.TableReader;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of capture: one connection, one producer, and engines one after the other. It looks at
 * what the source is, reads the tables that the log does not have, and follows the stream until
 * something ends it.
 *
 * <p>How tables are read, whether all or some: a moment is taken, everything of the tables is
 * written to the log as it is at that moment, and the stream goes on from before it. What the
 * stream tells of these tables and the moment already includes is left out. No position is marked
 * before the stream has passed the moment, so no document changes before.
 *
 * <p>Threads: one.
 */
final class CaptureRun {

  private static final Logger log = LoggerFactory.getLogger(CaptureRun.class);

  private static final Duration RELEASING = Duration.ofSeconds(10);

  /** Nothing may be marked with it. */
  private static final Reading NEVER =
      new Reading(
          Set.of(),
          new SnapshotVisibility(0, 0, Set.of()),
          new SourcePosition(-1),
          Map.of(),
          false);

  private final CaptureSettings settings;
  private final Supplier<RowLocations> knownLocations;
  private final SourceSession source;
  private final ChangeLog changeLog;
  private final Surroundings around;
  private final String token;
  private final OthersTransactions others;
  private final Following following;

  private CaptureState state;
  private RowLocations locations = new RowLocations();

  /**
   * What a run is told, and tells.
   *
   * @param lease whether the right to capture is still held; asked again and again
   * @param status what the run does
   * @param counters what it counts
   * @param stallTimeout how long the stream may be silent
   * @param doubtful the stream from the last position has failed again and again
   */
  record Surroundings(
      HeldLease lease,
      StatusBoard status,
      CaptureCounters counters,
      Duration stallTimeout,
      boolean doubtful) {}

  /** Whether the right to capture is still held, after waiting for so long. */
  @FunctionalInterface
  interface HeldLease {
    boolean held(Duration wait);
  }

  /**
   * @param state how far capture had come
   * @param knownLocations finds out where each row lies in the log
   */
  CaptureRun(
      CaptureSettings settings,
      CaptureState state,
      Supplier<RowLocations> knownLocations,
      SourceSession source,
      ChangeLog changeLog,
      Surroundings around) {
    this.settings = settings;
    this.state = state;
    this.knownLocations = knownLocations;
    this.source = source;
    this.changeLog = changeLog;
    this.around = around;
    this.others = new OthersTransactions(settings.source(), source, around.status, this::keepLease);
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    this.token = HexFormat.of().formatHex(random);
    this.following = new Following(source, token, settings, around.stallTimeout, this::keepLease);
  }

  /** The position of the last mark of the log, as far as this run knows it. */
  @Nullable SourcePosition position() {
    return state.resumeAt();
  }

  /** Runs until something ends it, which it throws. */
  void run() throws Exception {
    try {
      follow();
    } catch (ContractBreachException e) {
      save(state.without(e.tables()));
      throw e;
    }
  }

  private void follow() throws Exception {
    SourceContract contract = usable();
    locations = knownLocations.get();
    SlotPlan plan = plan();
    log.info("Capture {}; the log has {} rows", plan, locations.size());
    switch (plan) {
      case SlotPlan.Refuse refuse -> throw new SourceProblemException(refuse.problem());
      case SlotPlan.Anew anew -> readAll(anew);
      case SlotPlan.Resume resume -> resume(resume, contract);
    }
  }

  /** The contract, after the publication was mended if need be. */
  private SourceContract usable() throws SQLException {
    SourceContract found = source.contract(settings.publicationName());
    List<String> problems = new ArrayList<>(found.tableProblems(source.role()));
    if (problems.isEmpty()) {
      found = source.mended(found);
      problems.addAll(found.publicationProblems());
    }
    if (!problems.isEmpty()) {
      throw new SourceProblemException(String.join("; ", problems));
    }
    return found;
  }

  private SlotPlan plan() throws SQLException {
    SlotPlan.Found found =
        new SlotPlan.Found(
            settings.slotName(),
            state,
            state.resumeAt(settings.log()),
            source.history(),
            source.position(),
            source.slot(SlotPlan.Found.name(settings.slotName(), state)),
            true,
            around.doubtful);
    return SlotPlan.of(found.hasToBeKnownAgain() && !isKnownAgain() ? found.strange() : found);
  }

  private boolean isKnownAgain() throws SQLException {
    source.release(state.slot(), RELEASING);
    return state
        .landmark()
        .isBefore(
            Objects.requireNonNull(state.resumeAt()),
            settings.source(),
            state.slot(),
            settings.publicationName());
  }

  private void readAll(SlotPlan.Anew anew) throws Exception {
    if (anew.reason() != null) {
      log.error("Everything is read again: {}", anew.reason());
    }
    String reason = anew.reason() == null ? "the first snapshot" : anew.reason();
    TableReading.Reason why = anewReason(anew);
    // Also above the numbers of snapshots that a lost state knew of.
    long generation = Math.max(state.generation() + 1, source.clock().toEpochMilli());
    state =
        new CaptureState(
            settings.log(), generation, null, Landmark.NONE, anew.history(), anew.slot(), Map.of());
    save(state); // before there is a slot: so it is known whose it is
    if (anew.dropFirst()) {
      source.release(anew.slot(), RELEASING);
      ReplicationSlot slot = source.slot(anew.slot());
      if (slot != null) {
        source.drop(slot);
      }
    }
    around.status.begins(anew.slot(), null);
    SourcePosition from = makeSlot(anew.slot());
    long expected = estimatedRows(EnumSet.allOf(SourceTable.class));
    around.status.reads(why, reason, expected);
    changeLog.transaction(
        () -> {
          changeLog.mark(new LogRecord.SnapshotStarted(generation, expected, state.history()));
          changeLog.save(state);
        });
    stream(anew.slot(), from, read(EnumSet.allOf(SourceTable.class), true));
  }

  private void save(CaptureState next) throws InterruptedException {
    changeLog.transaction(() -> changeLog.save(next));
  }

  /** A log of the same topic lacks columns that are captured now. */
  private TableReading.Reason anewReason(SlotPlan.Anew anew) {
    boolean sameTopic =
        !state.log().isEmpty() && settings.log().startsWith(state.log().split("/", 2)[0] + "/");
    return anew.why() == TableReading.Reason.LOG_GONE && sameTopic
        ? TableReading.Reason.TABLES_CHANGED
        : anew.why();
  }

  private long estimatedRows(Set<SourceTable> tables) throws SQLException {
    long rows = 0;
    for (SourceTable table : tables) {
      rows += source.estimatedRows(table);
    }
    return rows;
  }

  private SourcePosition makeSlot(String name) throws SQLException, InterruptedException {
    try {
      return others.makeSlot(name);
    } catch (SlotException e) {
      save(CaptureState.NONE);
      throw e;
    }
  }

  private void resume(SlotPlan.Resume resume, SourceContract contract) throws Exception {
    around.status.begins(resume.slot(), resume.from());
    source.release(resume.slot(), RELEASING);
    Set<SourceTable> again = ContractWatch.changed(state.tables(), contract.identities(), false);
    if (again.isEmpty()) {
      stream(resume.slot(), resume.from(), null);
      return;
    }
    String reason = ContractWatch.names(again) + " may have changed unseen";
    log.warn("Tables are read again: {}", reason);
    around.status.reads(TableReading.Reason.TABLES_CHANGED, reason, estimatedRows(again));
    state = state.without(again);
    save(state);
    SourcePosition reached = catchUp(resume, again);
    stream(resume.slot(), reached, read(again, false));
  }

  /**
   * Follows the other tables up to now: what the stream tells of those that are read again may not
   * even be readable. But that a tenant's row came and went is told by nothing else. Nothing is
   * marked.
   */
  private SourcePosition catchUp(SlotPlan.Resume resume, Set<SourceTable> without)
      throws Exception {
    SourcePosition target = source.position();
    Set<SourceTable> followed = EnumSet.complementOf(EnumSet.copyOf(without));
    Set<SourceTable> deletionsOnly = EnumSet.of(SourceTable.TENANTS);
    deletionsOnly.removeAll(followed);
    followed.addAll(deletionsOnly);
    ChangeLogWriter writer = writer(NEVER, position -> Map::of, deletionsOnly);
    following.until(
        writer,
        EngineSettings.of(settings, resume.slot(), resume.from(), followed, token),
        () -> writer.passed().compareTo(target) >= 0);
    return writer.passed();
  }

  private Reading read(Set<SourceTable> tables, boolean everything)
      throws SQLException, InterruptedException {
    others.awaitVisible();
    around.status.readsOn();
    try (TableReader reader =
        TableReader.open(settings.source(), settings.publicationName(), tables)) {
      List<String> problems = new ArrayList<>(reader.contract().tableProblems(source.role()));
      problems.addAll(reader.contract().publicationProblems());
      if (!problems.isEmpty()) {
        throw new SourceProblemException(String.join("; ", problems));
      }
      TableSnapshot snapshot =
          new TableSnapshot(
              changeLog,
              locations,
              settings.source(),
              Math.toIntExact(Math.min(settings.queueBytes() / 4, Integer.MAX_VALUE)),
              rows -> {
                around.status.hasRead(rows);
                keepLease(Duration.ZERO);
              });
      ContractWatch.checkIsOf(source.history(), reader.history());
      for (SourceTable table : SourceTable.values()) {
        if (tables.contains(table)) {
          snapshot.write(reader, table);
          keepLease(Duration.ZERO);
        }
      }
      around.status.hasRead();
      return new Reading(
          tables,
          reader.visibility(),
          reader.position(),
          identities(tables, reader.contract()),
          everything);
    }
  }

  /** Tables that were not read must still be what they were when all of them was in the log. */
  private Map<SourceTable, Identity> identities(Set<SourceTable> read, SourceContract contract) {
    Map<SourceTable, Identity> identities = new EnumMap<>(SourceTable.class);
    identities.putAll(contract.identities());
    identities.keySet().retainAll(read);
    state.tables().forEach(identities::putIfAbsent);
    return identities;
  }

  private void stream(String slot, SourcePosition from, @Nullable Reading reading)
      throws Exception {
    ReplicationSlot held = source.slot(slot);
    if (held == null || !held.has(from)) {
      throw new IllegalStateException(
          "somebody has moved or dropped the replication slot %s meanwhile".formatted(slot));
    }
    Map<SourceTable, Identity> identities = reading == null ? state.tables() : reading.identities();
    try (ContractWatch watch = new ContractWatch(settings, identities, source)) {
      ChangeLogWriter writer = writer(reading, watch::begin, Set.of());
      try {
        following.until(
            writer,
            EngineSettings.of(settings, slot, from, EnumSet.allOf(SourceTable.class), token),
            () -> {
              if (!writer.lastMark().equals(SourcePosition.ZERO)) {
                around.status.marked(writer.lastMark(), writer.lastMarkAt());
                around.status.set(State.FOLLOWING, null);
              }
              return false;
            });
      } finally {
        state = writer.state();
      }
    }
  }

  private ChangeLogWriter writer(
      @Nullable Reading reading,
      Function<SourcePosition, ContractWatch.Look> watch,
      Set<SourceTable> deletionsOnly) {
    return new ChangeLogWriter(
        changeLog,
        locations,
        new LargeValues(source),
        new EventReader(token, settings.source().schema(), deletionsOnly),
        state,
        reading,
        watch,
        settings.gatherMax(),
        settings.batchSize(),
        around.counters);
  }

  private void keepLease(Duration wait) {
    if (!around.lease.held(wait)) {
      throw new LeaseLostException();
    }
  }

  /** Another process has the right to capture now, or this one is to stop. */
  static final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
