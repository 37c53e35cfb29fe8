package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceCatalog;
import io.tenantatlas.projector.source.SourceConnections;
import io.tenantatlas.projector.source.SourceContract;
import io.tenantatlas.projector.source.SourceContract.Identity;
import io.tenantatlas.projector.source.SourceSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Looks, before a position is marked, whether the source is still what capture relies on. It asks
 * the catalog after the position has come through the stream, so whatever was altered before that
 * position is seen. It costs the source a third of a millisecond, while the batch is being written.
 *
 * <p>A look also sees what was altered after the position. Only what the tables were before the
 * position may be kept with it: a run that resumes there must notice the alteration.
 *
 * <p>A connection and a thread of its own. Threads: one at a time calls {@link #begin}.
 */
final class ContractWatch implements AutoCloseable {

  private final Connection connection;
  private final SourceCatalog catalog;
  private final String role;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("atlas-capture-watch").daemon().unstarted(task));

  /** Of the thread: the catalog's seal at the last look; empty before the first. */
  private String seal = "";

  /** Of the thread: what the last look saw. */
  private Seen seen;

  /** Of the thread: what the tables were at or before the last position looked for. */
  private Map<SourceTable, Identity> settled;

  /**
   * What the tables are.
   *
   * @param by all that made them so was committed before this position
   */
  private record Seen(Map<SourceTable, Identity> identities, SourcePosition by) {}

  /**
   * @param identities what the tables must still be
   * @param source the connection over which capture asks the same server
   */
  ContractWatch(
      CaptureSettings settings, Map<SourceTable, Identity> identities, SourceSession source)
      throws SQLException {
    this.connection = SourceConnections.connect(settings.source());
    checkIsOf(source.history(), SourceSession.history(connection));
    this.catalog =
        new SourceCatalog(connection, settings.source().schema(), settings.publicationName());
    this.settled = Map.copyOf(identities);
    this.seen = new Seen(settled, SourcePosition.ZERO);
    this.role = source.role();
  }

  /** A proxy or a name may lead to another server at any time. */
  static void checkIsOf(SourceHistory expected, SourceHistory found) {
    if (!expected.equals(found)) {
      throw new SourceProblemException(
          "connections to the source lead to different servers (%s and %s)"
              .formatted(expected, found));
    }
  }

  /** A look that was begun. */
  interface Look {

    /**
     * Waits for its end.
     *
     * @return what the tables were at the position, or before it
     * @throws ContractBreachException when the source is not what capture relies on
     */
    Map<SourceTable, Identity> await() throws InterruptedException;
  }

  /**
   * Begins to look.
   *
   * @param position that came through the stream and is to be marked
   */
  Look begin(SourcePosition position) {
    Future<Map<SourceTable, Identity>> look = executor.submit(() -> look(position));
    return () -> {
      try {
        return look.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof ContractBreachException breach) {
          throw breach;
        }
        throw new IllegalStateException("cannot look at the source's catalog", e.getCause());
      }
    };
  }

  private Map<SourceTable, Identity> look(SourcePosition position) throws SQLException {
    String now = catalog.seal();
    if (!now.equals(seal)) {
      seen = read();
      seal = now;
    }
    if (seen.by().compareTo(position) <= 0) {
      settled = seen.identities();
    }
    return settled;
  }

  private Seen read() throws SQLException {
    SourceContract contract = catalog.read();
    Set<SourceTable> changed = changed(seen.identities(), contract.identities(), !seal.isEmpty());
    List<String> problems = new ArrayList<>(contract.tableProblems(role));
    problems.addAll(contract.publicationProblems());
    if (!changed.isEmpty() || !problems.isEmpty()) {
      throw new ContractBreachException(
          changed,
          problems.isEmpty()
              ? "the source has changed: " + names(changed)
              : String.join("; ", problems));
    }
    return new Seen(Map.copyOf(contract.identities()), SourceSession.position(connection));
  }

  /**
   * The tables that must be read again, or were not there.
   *
   * @param watched capture has looked again and again since {@code before}
   */
  static Set<SourceTable> changed(
      Map<SourceTable, Identity> before, Map<SourceTable, Identity> now, boolean watched) {
    Set<SourceTable> changed = EnumSet.noneOf(SourceTable.class);
    for (SourceTable table : SourceTable.values()) {
      Identity was = before.get(table);
      Identity is = now.get(table);
      if (was == null || is == null || was.hasToBeRead(is, watched)) {
        changed.add(table);
      }
    }
    return changed;
  }

  static String names(Set<SourceTable> tables) {
    return String.join(", ", tables.stream().map(SourceTable::tableName).sorted().toList());
  }

  @Override
  public void close() throws SQLException {
    executor.shutdownNow();
    connection.abort(Runnable::run);
  }
}
