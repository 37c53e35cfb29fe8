package io.tenantatlas.bench.load;

import io.tenantatlas.bench.load.SourceChange.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that change rows of all captured tables, each on a connection of its own, in commits of
 * one size.
 */
public final class Writers implements AutoCloseable {

  public static final int TENANTS = 100;

  private static final int BACKLOG_MILLIS = 1;

  private final String url;

  private final int threads;
  private final int rowsOfCommit;
  private final int commitsPerSecond;
  private final long backlog;
  private long series;
  private final AtomicLong visible = new AtomicLong();
  private final AtomicLong committed = new AtomicLong();
  private final ExecutorService executor;
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean ended;

  /**
   * Makes them, and starts none.
   *
   * @param commitsPerSecond of all together; 0: as many as they can
   */
  public Writers(String url, int threads, int rowsOfCommit, int commitsPerSecond) {
    this(url, threads, rowsOfCommit, commitsPerSecond, Long.MAX_VALUE);
  }

  /**
   * The same.
   *
   * @param backlog they wait while more rows are committed and not {@link #visible}
   */
  public Writers(String url, int threads, int rowsOfCommit, int commitsPerSecond, long backlog) {
    this.backlog = backlog;
    this.url = url;
    this.threads = threads;
    this.rowsOfCommit = rowsOfCommit;
    this.commitsPerSecond = commitsPerSecond;
    this.executor = Executors.newFixedThreadPool(threads);
  }

  /** Inserts the tenants, whose rows the writers change. */
  public static void insertTenants(String url) throws SQLException {
    try (Connection source = connect(url);
        Statement statement = source.createStatement()) {
      statement.execute(
          "insert into tenants (id, workspace_id, name, created_at, updated_at)"
              + " select id, 1 + id % 10, 'Tenant ' || id, now(), now() from generate_series(1, "
              + TENANTS
              + ") as id");
    }
  }

  /** Sets which ids the inserted rows get, before the start: other ones for each number from 0. */
  public Writers series(long number) {
    series = number;
    return this;
  }

  public void start() {
    for (int number = 0; number < threads; number++) {
      int own = number;
      running.add(
          executor.submit(
              () -> {
                write(own);
                return null;
              }));
    }
  }

  private void write(int number) throws SQLException {
    var changes = new SourceChange.Changes(1, number, threads, TENANTS, series);
    Pace pace = commitsPerSecond == 0 ? null : new Pace(commitsPerSecond, threads);
    try (Connection source = connect(url)) {
      source.setAutoCommit(false);
      Statements statements = new Statements(source);
      while (!ended) {
        if (pace != null) {
          pace.await();
        }
        if (committed.get() - visible.get() > backlog) {
          Pace.pauseMillis(BACKLOG_MILLIS);
          continue;
        }
        for (int row = 0; row < rowsOfCommit; row++) {
          statements.add(changes.next());
        }
        statements.execute();
        source.commit();
        committed.addAndGet(rowsOfCommit);
      }
    }
  }

  /** Rows committed so far. */
  public long committed() {
    return committed.get();
  }

  /** Tells them how many of the committed rows are visible. */
  public void visible(long rows) {
    visible.set(rows);
  }

  /** Returns when all have ended; throws what one of them failed by. */
  public void end() throws ExecutionException, InterruptedException {
    ended = true;
    for (Future<?> each : running) {
      each.get();
    }
  }

  @Override
  public void close() {
    ended = true;
    executor.close();
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, "postgres", "postgres");
  }

  /** The prepared statements of one connection, each with the rows that wait for it. */
  private static final class Statements {

    private final Connection source;
    private final Map<WrittenTable, Map<Kind, PreparedStatement>> prepared =
        new EnumMap<>(WrittenTable.class);
    private final Map<PreparedStatement, Kind> waiting = new LinkedHashMap<>();

    Statements(Connection source) {
      this.source = source;
    }

    void add(SourceChange change) throws SQLException {
      Map<Kind, PreparedStatement> ofTable =
          prepared.computeIfAbsent(change.table(), table -> new EnumMap<>(Kind.class));
      PreparedStatement statement = ofTable.get(change.kind());
      if (statement == null) {
        statement = source.prepareStatement(sql(change));
        ofTable.put(change.kind(), statement);
      }
      bind(statement, change);
      statement.addBatch();
      waiting.put(statement, change.kind());
    }

    private static String sql(SourceChange change) {
      return switch (change.kind()) {
        case INSERT -> change.table().insert();
        case UPDATE -> change.table().update();
        case DELETE -> change.table().delete();
      };
    }

    private static void bind(PreparedStatement statement, SourceChange change) throws SQLException {
      switch (change.kind()) {
        case INSERT -> {
          statement.setLong(1, change.id());
          statement.setLong(2, change.tenant());
          statement.setString(3, change.text());
          statement.setString(4, change.status());
          statement.setString(5, change.json());
        }
        case UPDATE -> {
          statement.setString(1, change.status());
          statement.setLong(2, change.id());
        }
        case DELETE -> statement.setLong(1, change.id());
      }
    }

    /** Inserts come before updates, and those before deletes, whatever the order they came in. */
    void execute() throws SQLException {
      for (Kind kind : Kind.values()) {
        for (Map.Entry<PreparedStatement, Kind> each : waiting.entrySet()) {
          if (each.getValue() == kind) {
            each.getKey().executeBatch();
          }
        }
      }
      waiting.clear();
    }
  }
}
