package io.tenantatlas.query;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL with a read model, written by the test in the projector's place. */
final class ReadModelDatabase implements AutoCloseable {

  private static final Path MIGRATIONS = Path.of("../projector/src/main/resources/db/migration");

  /** The role that the query API has by default, with what README.md grants it. */
  private static final String READER =
      """
      create role query_api login;
      grant connect on database postgres to query_api;
      grant usage on schema public to query_api;
      alter default privileges in schema public grant select on tables to query_api;
      """;

  /** Columns that the query API does not read are none of these tests' business. */
  private static final String OTHERS_NULLABLE =
      """
      do $$ declare other record; begin
        for other in
          select table_name, column_name from information_schema.columns
           where table_name in ('partition_progress', 'onboarding_document')
             and is_nullable = 'NO'
             and column_name not in ('partition', 'partitions', 'source_lsn', 'as_of', 'ready',
                                     'snapshot_applied', 'snapshot_expected', 'degraded',
                                     'session_id', 'version', 'changed_at', 'since_lsn')
        loop
          execute format('alter table %I alter %I drop not null',
                         other.table_name, other.column_name);
        end loop;
      end $$
      """;

  private final EmbeddedPostgres postgres;
  private Runnable onWrite = () -> {};

  private ReadModelDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  static ReadModelDatabase start() throws IOException, SQLException {
    return start(Map.of());
  }

  /** With settings of the server. */
  static ReadModelDatabase start(Map<String, String> settings) throws IOException, SQLException {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    settings.forEach(builder::setServerConfig);
    var database = new ReadModelDatabase(builder.start());
    database.execute(READER);
    return database;
  }

  /** Without a user. */
  String url() {
    return url("127.0.0.1");
  }

  /** The same, by another name of this machine. */
  String url(String host) {
    return "jdbc:postgresql://" + host + ":" + postgres.getPort() + "/postgres";
  }

  void migrate() throws IOException, SQLException {
    try (var files = Files.list(MIGRATIONS)) {
      for (Path migration : files.sorted().toList()) {
        run(Files.readString(migration));
      }
    }
    execute(OTHERS_NULLABLE);
  }

  void execute(String sql) throws SQLException {
    run(sql);
    onWrite.run();
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Executes it in a transaction that ends when this is closed. */
  AutoCloseable hold(String sql) throws SQLException {
    Connection connection = postgres.getPostgresDatabase().getConnection();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return connection;
  }

  int countWaitingForLocks() {
    return count("pg_stat_activity where wait_event_type = 'Lock'");
  }

  /** How many rows there are. */
  int count(String from) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var counted = statement.executeQuery("select count(*) from " + from)) {
      counted.next();
      return counted.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is done after each statement from now on. */
  void onWrite(Runnable action) {
    onWrite = action;
  }

  /** One of two partitions, with 10 of 50 rows applied. */
  void putPartition(int partition, String lsn, String asOf, boolean ready) throws SQLException {
    execute(
        String.format(
            Locale.ROOT,
            """
        insert into partition_progress
          (partition, partitions, source_lsn, source_at, as_of, ready,
           snapshot_applied, snapshot_expected)
        values (%d, 2, '%s', '%s', '%s', %b, 10, 50)
        on conflict (partition) do update set
          source_lsn = excluded.source_lsn, source_at = excluded.source_at,
          as_of = excluded.as_of, ready = excluded.ready
        """,
            partition,
            lsn,
            asOf,
            asOf,
            ready));
  }

  void putDocument(long tenantId, String kind, long version, String changedAt, String content)
      throws SQLException {
    execute(
        String.format(
            Locale.ROOT,
            """
        with next as (
          insert into partition_progress as p
            (partition, partitions, source_lsn, as_of, ready, snapshot_applied, snapshot_expected,
             step)
          values (mod(%1$d, 2), 2, '0/0', 'epoch', false, 0, 0, 1)
          on conflict (partition) do update set step = p.step + 1
          returning p.step)
        insert into document (tenant_id, kind, version, changed_at, content, partition, step)
        select %1$d, '%2$s', %3$d, '%4$s', '%5$s', mod(%1$d, 2), next.step from next
        on conflict (tenant_id, kind) do update set
          version = excluded.version, changed_at = excluded.changed_at, content = excluded.content,
          step = excluded.step
        """,
            tenantId,
            kind,
            version,
            changedAt,
            content));
  }

  /**
   * All documents change in one step, as {@code set} says, with the version that follows.
   *
   * @param position of partition 0 from then on
   */
  void changeDocuments(String set, String position) throws SQLException {
    execute(
        """
        update partition_progress set step = step + 1;
        update partition_progress set source_lsn = '%s' where partition = 0;
        update document set %s version = version + 1, step = progress.step
          from partition_progress progress where progress.partition = document.partition
        """
            .formatted(position, set));
  }

  /** All documents are removed. */
  void removeDocuments() throws SQLException {
    changeDocuments("content = null,", "0/16B3748");
  }

  /**
   * A partition has session 5 in workspace 3.
   *
   * @param tenantId null for none
   */
  void putSession(int partition, @Nullable Long tenantId, long version, String content)
      throws SQLException {
    putSession(partition, tenantId, version, "0/0", "'" + content + "'");
  }

  /** A partition no longer has session 5, at every position from this one on. */
  void loseSession(int partition, String since) throws SQLException {
    putSession(partition, null, 1, since, "null");
  }

  private void putSession(
      int partition, @Nullable Long tenantId, long version, String since, String content)
      throws SQLException {
    execute(
        String.format(
            Locale.ROOT,
            """
        insert into onboarding_document
          (session_id, partition, workspace_id, tenant_id, version, changed_at, since_lsn, content)
        values (5, %d, 3, %d, %d, '2026-11-21T20:00:00Z', '%s', %s)
        on conflict (session_id, partition) do update set
          tenant_id = excluded.tenant_id, version = excluded.version,
          since_lsn = excluded.since_lsn, content = excluded.content
        """,
            partition,
            tenantId,
            version,
            since,
            content));
  }

  void putReference(String name, String content) throws SQLException {
    execute(
        """
        insert into reference_document (name, content) values ('%s', '%s')
        on conflict (name) do update set content = excluded.content
        """
            .formatted(name, content));
  }

  /** An item that takes part in links. */
  void putItem(long tenantId, String externalId, int truncatedEdges, String warnings)
      throws SQLException {
    execute(
        String.format(
            Locale.ROOT,
            """
        insert into link_source (tenant_id, external_id, partition, truncated_edges, warnings)
        values (%d, '%s', 0, %d, '%s')
        """,
            tenantId,
            externalId,
            truncatedEdges,
            warnings));
  }

  /**
   * An edge that depends on an item.
   *
   * @param createdAt blank for none
   */
  void putEdge(long tenantId, String source, int place, String item, String createdAt)
      throws SQLException {
    putEdge(tenantId, source, place, "inventory_item", null, item, createdAt);
  }

  /** An edge of any kind; its name is that of what it refers to, in capitals. */
  void putEdge(
      long tenantId,
      String source,
      int place,
      String targetType,
      @Nullable String foundationType,
      String reference,
      String createdAt)
      throws SQLException {
    execute(
        String.format(
            Locale.ROOT,
            """
        insert into link
          (tenant_id, source_id, place, partition, relationship_type, target_type, reference,
           foundation_type, last_known_name, raw_ref, created_at, updated_at, step, removed)
        values (%d, '%s', %d, 0, 'depends_on', '%s', '%s', nullif('%s', ''), upper('%5$s'), '%5$s',
                nullif('%s', '')::timestamptz, nullif('%7$s', '')::timestamptz, 1, false)
        """,
            tenantId,
            source,
            place,
            targetType,
            reference,
            foundationType == null ? "" : foundationType,
            createdAt));
  }

  void stop() throws IOException {
    postgres.close(); // closing again does nothing
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
