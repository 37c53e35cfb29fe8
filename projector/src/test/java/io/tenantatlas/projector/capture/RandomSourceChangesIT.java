package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessException;

/**
 * Rows, tables, columns, the publication, the slot and capture itself change in random order; the
 * log equals the source whenever everything is as capture needs it. Replay with {@code
 * -Dsource.seed=…}; {@code -Dsource.histories} and {@code -Dsource.steps} set how many.
 */
@Timeout(600)
class RandomSourceChangesIT {

  private static final long SEED =
      Long.getLong("source.seed", new Random().nextLong(1_000_000_000));
  private static final int HISTORIES = Integer.getInteger("source.histories", 4);
  private static final int STEPS = Integer.getInteger("source.steps", 25);
  private static final List<SourceTable> TABLES =
      List.of(SourceTable.FINDINGS, SourceTable.RESTORE_RUNS, SourceTable.OPERATION_RUNS);

  /** An undefined or duplicate object, and one that was altered by another session meanwhile. */
  private static final Set<String> NOT_THERE = Set.of("42704", "42710", "XX000");

  private static final SourceDatabase SOURCE = SourceDatabase.start("logical");

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + HISTORIES);
  }

  @AfterAll
  static void stopSource() throws IOException {
    SOURCE.close();
  }

  @ParameterizedTest(name = "-Dsource.seed={0}")
  @MethodSource("seeds")
  void theLogEqualsTheSource(long seed) {
    String schema = SOURCE.schema();
    try (CapturedSource captured = new CapturedSource(SOURCE, schema)) {
      new History(new Random(seed), schema, captured).run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("-Dsource.seed=" + seed, e);
    }
  }

  /** One source and its capture. */
  private static final class History {

    private final Random random;
    private final String schema;
    private final CapturedSource captured;
    private int names;
    private boolean runs = true;

    History(Random random, String schema, CapturedSource captured) {
      this.random = random;
      this.schema = schema;
      this.captured = captured;
    }

    void run() {
      rows();
      captured.start().isExact();
      for (int step = 0; step < STEPS; step++) {
        step(18);
        if (random.nextInt(3) == 0) {
          captured.isExact();
        }
      }
      captured.isExact();
      rows();
      captured.isExact();
    }

    private void step(int kinds) {
      String table = table();
      switch (random.nextInt(kinds)) {
        case 0, 1, 2, 3 -> rows();
        case 4 -> swap(table);
        case 5 -> create(table);
        case 6 -> renameColumn(table);
        case 7 -> captured.sql("alter table " + table + " alter status type " + type("text"));
        case 8 -> unlessItIsNotThere("alter publication " + schema + " drop table " + table);
        case 9 -> filter(table);
        case 10 -> publish();
        case 11 -> identity(table);
        case 12 -> ownColumn(table);
        case 13 -> truncate(table);
        case 14 -> rewrite(table);
        case 15 -> hide(table);
        case 16 -> disconnect();
        case 17 -> restart();
        default -> throw new IllegalStateException();
      }
    }

    private String table() {
      return TABLES.get(random.nextInt(TABLES.size())).tableName();
    }

    private void rows() {
      String table = table();
      String from = number(100);
      captured.sql(
          IntStream.range(0, 1 + random.nextInt(4))
              .mapToObj(change -> rowChange(table, from))
              .toArray(String[]::new));
    }

    private String rowChange(String table, String from) {
      return switch (random.nextInt(5)) {
        case 0, 1 ->
            "insert into %1$s (id, tenant_id, status) select (select coalesce(max(id), 0) from %1$s) + n, n %% 9, 'new' from generate_series(1, %2$s) n"
                .formatted(table, number(50));
        case 2 ->
            "update %s set status = 's%s' where id %% 7 = %s"
                .formatted(table, number(9), number(7));
        case 3 ->
            "update %s set tenant_id = tenant_id + 1 where id between %s and %s + 20"
                .formatted(table, from, from);
        default -> "delete from %s where id between %s and %s + 10".formatted(table, from, from);
      };
    }

    private String number(int below) {
      return Integer.toString(random.nextInt(below));
    }

    private void swap(String table) {
      String other = name();
      captured.sql(
          "create table %s (like %s including all)".formatted(other, table),
          "insert into %s select * from %s where id %% 3 > 0".formatted(other, table),
          "begin; alter table %1$s rename to %2$s_old; alter table %2$s rename to %1$s; commit"
              .formatted(table, other));
      free(table);
      captured.sql("drop table %s_old cascade".formatted(other));
    }

    private void create(String table) {
      String kept = name();
      captured.sql("create table %s (like %s including all)".formatted(kept, table));
      free(table);
      captured.sql(
          "begin; drop table %1$s; create table %1$s (like %2$s including all); commit"
              .formatted(table, kept),
          "insert into %s (id, tenant_id, status) select n, 1, 'again' from generate_series(5, 30) n"
              .formatted(table));
      captured.sql("alter table %s alter id drop default".formatted(kept), "drop table " + kept);
    }

    /** The sequence stays when a table goes. */
    private void free(String table) {
      captured.sql("alter sequence %s_id_seq owned by none".formatted(table));
    }

    private void renameColumn(String table) {
      String other = name();
      captured.sql("alter table %s rename status to %s".formatted(table, other));
      captured.sql("update %s set %s = 'unseen' where id %% 5 = 0".formatted(table, other));
      // Nothing else until it is named back: other statements know the column.
      if (runs && random.nextBoolean()) {
        captured.isStoppedBecauseOf(table + ".status");
      }
      captured.sql("alter table %s rename %s to status".formatted(table, other));
    }

    private String type(String other) {
      return random.nextBoolean() ? other : "varchar(255)";
    }

    private void filter(String table) {
      unlessItIsNotThere("alter publication %s drop table %s".formatted(schema, table));
      unlessItIsNotThere(
          "alter publication %s add table %s where (id > 20)".formatted(schema, table));
      rows();
    }

    /** Capture may just be making it again, or was stopped while it did. */
    private void unlessItIsNotThere(String sql) {
      try {
        captured.sql(sql);
      } catch (DataAccessException e) {
        if (!(e.getRootCause() instanceof SQLException cause)
            || !NOT_THERE.contains(cause.getSQLState())) {
          throw e;
        }
      }
    }

    private void publish() {
      unlessItIsNotThere(
          random.nextBoolean()
              ? "drop publication " + schema
              : "alter publication " + schema + " set (publish = 'insert, update')");
      rows();
    }

    private void identity(String table) {
      switch (random.nextInt(4)) {
        case 3 -> otherIdentity(table);
        case 0 -> captured.sql("alter table %s replica identity full".formatted(table));
        case 1 -> captured.sql("alter table %s replica identity default".formatted(table));
        default -> {
          captured.sql("alter table %s replica identity nothing".formatted(table));
          if (runs && random.nextBoolean()) {
            captured.isStoppedBecauseOf(table);
          }
          captured.sql("alter table %s replica identity default".formatted(table));
        }
      }
    }

    /** For a moment the stream does not tell which rows are deleted. */
    private void otherIdentity(String table) {
      String column = name();
      captured.sql(
          "alter table %1$s add %2$s bigint generated always as identity; create unique index %2$s_index on %1$s (%2$s)"
              .formatted(table, column),
          "alter table %1$s replica identity using index %2$s_index; commit; delete from %1$s where id %% 5 = 0; commit; alter table %1$s replica identity default"
              .formatted(table, column),
          "alter table %s drop %s".formatted(table, column));
    }

    private void ownColumn(String table) {
      String column = name();
      captured.sql("alter table %s add %s int default 7".formatted(table, column));
      rows();
      captured.sql("alter table %s drop %s".formatted(table, column));
    }

    private void truncate(String table) {
      captured.sql("truncate " + table);
      rows();
    }

    private void rewrite(String table) {
      captured.sql(
          "alter table %s alter status type %s using upper(status)".formatted(table, type("text")));
    }

    /** Each a transaction of its own, within one batch. */
    private void hide(String table) {
      String other = name();
      captured.sql(
          "alter table %1$s rename to %2$s; commit; update %2$s set status = 'hidden' where id %% 4 = 0; commit; delete from %2$s where id %% 9 = 0; commit; alter table %2$s rename to %1$s"
              .formatted(table, other));
    }

    private void restart() {
      captured.stop();
      runs = false;
      step(16);
      runs = true;
      if (random.nextInt(3) == 0) {
        unlessItIsNotThere("select pg_drop_replication_slot('%s')".formatted(schema));
      }
      captured.start();
    }

    private void disconnect() {
      SOURCE
          .jdbc()
          .queryForList(
              "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tenantatlas%' or backend_type = 'walsender'");
    }

    private String name() {
      return "other_" + names++;
    }
  }
}
