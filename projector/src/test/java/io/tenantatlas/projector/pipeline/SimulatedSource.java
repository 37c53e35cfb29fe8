package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.change.RowFixture;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A source database in memory, and the change log that capturing it makes: changes lie in the
 * partition of their tenant, a row that moves to a tenant of another partition is deleted in the
 * old one and upserted in the new one; a truncated table and the marks are in every partition.
 */
final class SimulatedSource {

  /** Sessions have the ids up to here. */
  static final long SESSIONS = 8;

  private static final int COMMITS_KEPT = 4;

  private static final List<SourceTable> TABLES = List.of(SourceTable.values());

  private final Random random;
  private final RandomValues values;
  private final int tenants;
  private final List<SimulatedLog> logs = new ArrayList<>();
  private final Map<SourceTable, Map<Long, NaiveRow>> tables = new EnumMap<>(SourceTable.class);
  private final Map<Long, NaiveLinks> lastLinks = new HashMap<>();
  private final Set<Long> loggedTenants = new HashSet<>();
  private final Set<Long> deletedTenants = new HashSet<>();
  private final Deque<Saved> commits = new ArrayDeque<>();
  private SourceHistory history = new SourceHistory("7351234567890123456/1");
  private int histories = 1;
  private long position = 1;
  private long generation;

  /** Whether changes are captured; a gap in the capture is what snapshots are for. */
  private boolean captured = true;

  private boolean repeatable;

  /** The documents of the rows as they are; null when they have changed. */
  private @Nullable NaiveDocuments state;

  SimulatedSource(Random random, RandomValues values, int partitions, int tenants) {
    this.random = random;
    this.values = values;
    this.tenants = tenants;
    for (int i = 0; i < partitions; i++) {
      logs.add(new SimulatedLog(random));
    }
    TABLES.forEach(table -> tables.put(table, new TreeMap<>()));
    values.referTo(rows(SourceTable.OPERATION_RUNS).keySet());
  }

  List<SimulatedLog> logs() {
    return logs;
  }

  private Map<Long, NaiveRow> rows(SourceTable table) {
    return Objects.requireNonNull(tables.get(table));
  }

  /** The database as it was after a commit. */
  private record Saved(
      SourceHistory history, long position, Map<SourceTable, Map<Long, NaiveRow>> tables) {}

  // --- transactions and snapshots

  /** Ends a transaction. */
  void commit(Instant at) {
    position += 1 + random.nextInt(1000);
    markEverywhere(
        new LogRecord.ProgressMark(new SourcePosition(position), at, history), reached(at));
    repeatable = true;
    commits.add(saved());
    if (commits.size() > COMMITS_KEPT) {
      commits.remove();
    }
  }

  private SourcePoint reached(Instant at) {
    return new SourcePoint(history, new SourcePosition(position), at);
  }

  private Saved saved() {
    Map<SourceTable, Map<Long, NaiveRow>> copy = new EnumMap<>(SourceTable.class);
    tables.forEach((table, rows) -> copy.put(table, Map.copyOf(rows)));
    return new Saved(history, position, copy);
  }

  private void restore(Saved saved) {
    saved.tables.forEach(
        (table, rows) -> {
          rows(table).clear();
          rows(table).putAll(rows);
        });
    history = saved.history;
    position = saved.position;
    state = null;
  }

  /** A transaction without captured changes. */
  void heartbeat(Instant at) {
    begin();
    commit(at);
  }

  private void markEverywhere(LogRecord.Mark mark, SourcePoint reached) {
    NaiveDocuments state = state();
    logs.forEach(log -> log.appendBoundary(mark, state, reached));
  }

  private NaiveDocuments state() {
    NaiveDocuments unchanged = state;
    if (unchanged != null) {
      return unchanged;
    }
    Map<SourceTable, List<NaiveRow>> copy = new EnumMap<>(SourceTable.class);
    tables.forEach((table, rows) -> copy.put(table, List.copyOf(rows.values())));
    NaiveDocuments made =
        new NaiveDocuments(new NaiveSource(copy, Set.copyOf(deletedTenants)), lastLinks);
    state = made;
    return made;
  }

  /** The capture delivers the last transaction once more. */
  void repeatLastTransaction() {
    if (repeatable) {
      logs.forEach(SimulatedLog::repeatTransaction);
    }
  }

  /** Changes happen that are never captured, and then all rows are read anew. */
  void changeUnseenAndSnapshot(Instant now, int unseenChanges) {
    changeUnseen(now, unseenChanges);
    readAll(1.0);
    Set<Long> gone = new HashSet<>(loggedTenants);
    gone.removeAll(rows(SourceTable.TENANTS).keySet());
    loggedTenants.removeAll(gone);
    deletedTenants.addAll(gone);
    state = null;
    position += 1 + random.nextInt(1000);
    markEverywhere(
        new LogRecord.SnapshotCompleted(generation, new SourcePosition(position), now, history),
        reached(now));
    begin();
  }

  /**
   * A standby that lacks the last commits, or a copy with lower positions, takes the source's
   * place, and is read anew. Sometimes the source comes back before that is done, and sometimes the
   * log has marks that say nothing of the rows.
   */
  void failover(Instant now) {
    Saved before = saved();
    restore(commits.isEmpty() ? before : values.oneOf(List.copyOf(commits)));
    commits.clear();
    history = new SourceHistory("7351234567890123456/" + ++histories);
    position = random.nextBoolean() ? position : 1;
    switch (random.nextInt(5)) {
      case 0 -> {
        changeUnseen(now, random.nextInt(4));
        readAll(random.nextDouble());
        restore(before);
      }
      case 1 -> {
        SourcePosition any = new SourcePosition(random.nextInt(1000));
        mark(new LogRecord.ProgressMark(any, now, SourceHistory.UNKNOWN));
      }
      case 2 -> {
        SourcePosition any = new SourcePosition(random.nextInt(1000));
        mark(new LogRecord.SnapshotCompleted(++generation, any, now, history));
      }
      default -> {}
    }
    changeUnseenAndSnapshot(now, random.nextInt(4));
  }

  private void mark(LogRecord.Mark mark) {
    logs.forEach(log -> log.append(mark));
  }

  /** A snapshot breaks off; the next one begins from the start. */
  void interruptedSnapshot(Instant now) {
    changeUnseen(now, random.nextInt(4));
    readAll(random.nextDouble());
    changeUnseenAndSnapshot(now, random.nextInt(4));
  }

  private void changeUnseen(Instant now, int changes) {
    captured = false;
    for (int i = 0; i < changes; i++) {
      change(now);
    }
    captured = true;
  }

  private void readAll(double share) {
    generation++;
    int rows = tables.values().stream().mapToInt(Map::size).sum();
    mark(new LogRecord.SnapshotStarted(generation, rows, history));
    for (SourceTable table : TABLES) {
      rows(table)
          .values()
          .forEach(
              row -> {
                if (random.nextDouble() < share) {
                  emitWhole(table, row);
                }
              });
    }
  }

  // --- changes

  /** Says that what follows is a new transaction. */
  void begin() {
    logs.forEach(SimulatedLog::beginTransaction);
    repeatable = false;
  }

  /** Something happens to some row or table. */
  void change(Instant now) {
    SourceTable table = table();
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> insert(table, now);
      case 7, 8, 9, 10, 11, 12 -> update(table, now);
      case 13, 14 -> moveToOtherTenant(table);
      case 15, 16 -> withRow(table, row -> delete(table, row.id()));
      case 17 -> changeKey(table);
      case 18 -> repeatChange();
      default -> {
        if (random.nextInt(3) == 0) {
          truncate(table);
        }
      }
    }
  }

  private SourceTable table() {
    return switch (random.nextInt(15)) {
      case 0, 1, 2, 3 -> SourceTable.OPERATION_RUNS;
      case 4, 5 -> SourceTable.FINDINGS;
      case 6, 7, 8, 9 -> SourceTable.INVENTORY_ITEMS;
      case 10 -> SourceTable.INVENTORY_SYNC_RUNS;
      case 11 -> SourceTable.TENANTS;
      case 12, 13 -> SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS;
      default -> values.oneOf(TABLES);
    };
  }

  void insert(SourceTable table, Instant now) {
    long id = unusedId(table);
    if (id > 0) {
      put(table, new NaiveRow(id, values.row(table, now)), true);
    }
  }

  private long unusedId(SourceTable table) {
    long id = 1L + random.nextLong(ids(table));
    return rows(table).containsKey(id) ? 0 : id;
  }

  private long ids(SourceTable table) {
    return switch (table) {
      case TENANTS -> tenants;
      case MANAGED_TENANT_ONBOARDING_SESSIONS -> SESSIONS;
      case OPERATION_RUNS,
          INVENTORY_ITEMS,
          INVENTORY_SYNC_RUNS,
          FINDINGS,
          BACKUP_SCHEDULE_RUNS,
          ENTRA_GROUP_SYNC_RUNS,
          RESTORE_RUNS ->
          40;
    };
  }

  private void update(SourceTable table, Instant now) {
    withRow(
        table,
        row -> {
          Map<String, @Nullable Object> changed = new LinkedHashMap<>(row.columns());
          List<Column.Kept> columns = RandomValues.columns(table);
          int fields = 1 + random.nextInt(3);
          for (int i = 0; i < fields; i++) {
            Column.Kept column = values.oneOf(columns);
            changed.put(column.name(), values.value(table, column, now));
          }
          put(table, new NaiveRow(row.id(), changed), false);
        });
  }

  private void moveToOtherTenant(SourceTable table) {
    if (table == SourceTable.TENANTS) {
      changeKey(table);
      return;
    }
    withRow(
        table,
        row -> {
          Map<String, @Nullable Object> changed = new LinkedHashMap<>(row.columns());
          changed.put("tenant_id", random.nextInt(6) == 0 ? null : values.tenant());
          put(table, new NaiveRow(row.id(), changed), false);
        });
  }

  private void changeKey(SourceTable table) {
    withRow(
        table,
        row -> {
          long id = unusedId(table);
          if (id > 0) {
            delete(table, row.id());
            put(table, new NaiveRow(id, row.columns()), true);
          }
        });
  }

  private interface RowAction {
    void on(NaiveRow row);
  }

  private void withRow(SourceTable table, RowAction action) {
    List<NaiveRow> rows = List.copyOf(rows(table).values());
    if (!rows.isEmpty()) {
      action.on(values.oneOf(rows));
    }
  }

  private void put(SourceTable table, NaiveRow row, boolean whole) {
    NaiveRow before = rows(table).put(row.id(), row);
    state = null;
    if (!captured) {
      return;
    }
    if (before == null || whole) {
      emitWhole(table, row);
    } else if (log(table, before) == log(table, row)) {
      emit(table, row, upsert(table, row.id(), withoutUnchanged(table, before, row)));
    } else {
      emit(table, before, new LogRecord.Delete(new RowKey(table, row.id())));
      emitWhole(table, row);
    }
  }

  private void emitWhole(SourceTable table, NaiveRow row) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>(row.columns());
    for (Column column : table.columns()) {
      if (column.kept().isEmpty() && random.nextBoolean()) {
        columns.put(column.name(), "{}");
      }
    }
    emit(table, row, upsert(table, row.id(), columns));
    if (table == SourceTable.TENANTS) {
      loggedTenants.add(row.id());
      deletedTenants.remove(row.id());
      state = null;
    }
  }

  private static LogRecord.Change upsert(
      SourceTable table, long id, Map<String, @Nullable Object> columns) {
    return table == SourceTable.INVENTORY_ITEMS
        ? DecodedItems.upsert(id, columns)
        : new LogRecord.Upsert(RowFixture.image(new RowKey(table, id), columns));
  }

  /** The change lies where the row lies. */
  private void emit(SourceTable table, NaiveRow row, LogRecord.Change change) {
    log(table, row).append(change);
  }

  /**
   * Unchanged texts are sometimes not sent, as if they were stored out of line (TOAST); of JSON,
   * all members or none.
   */
  private Map<String, @Nullable Object> withoutUnchanged(
      SourceTable table, NaiveRow before, NaiveRow row) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>(row.columns());
    for (Column column : table.columns()) {
      List<String> names = RandomValues.columns(column).stream().map(Column.Kept::name).toList();
      boolean unchanged =
          names.stream().allMatch(name -> Objects.equals(before.get(name), row.get(name)));
      if (column.mayBeLarge() && unchanged && random.nextInt(3) == 0) {
        names.forEach(columns::remove);
      }
    }
    return columns;
  }

  private void delete(SourceTable table, long id) {
    NaiveRow before = rows(table).remove(id);
    state = null;
    if (captured && before != null) {
      emit(table, before, new LogRecord.Delete(new RowKey(table, id)));
      if (table == SourceTable.TENANTS) {
        forget(id);
      }
    }
  }

  private void truncate(SourceTable table) {
    List<Long> ids = List.copyOf(rows(table).keySet());
    rows(table).clear();
    state = null;
    if (captured) {
      logs.forEach(log -> log.append(new LogRecord.Truncate(table)));
      if (table == SourceTable.TENANTS) {
        ids.forEach(this::forget);
      }
    }
  }

  private void forget(long tenant) {
    loggedTenants.remove(tenant);
    deletedTenants.add(tenant);
  }

  private void repeatChange() {
    if (captured) {
      values.oneOf(logs).repeatChange();
    }
  }

  /** Rows lie in the partition of their tenant. */
  private SimulatedLog log(SourceTable table, NaiveRow row) {
    Long tenant = table == SourceTable.TENANTS ? Long.valueOf(row.id()) : row.number("tenant_id");
    return logs.get(Partitioning.partitionOf(tenant, logs.size()));
  }
}
