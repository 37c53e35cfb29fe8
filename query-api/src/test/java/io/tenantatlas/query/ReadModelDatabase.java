package io.tenantatlas.query;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A PostgreSQL with a read model, written by the test in the projector's place. */
final class ReadModelDatabase implements AutoCloseable {

  private static final Path MIGRATION =
      Path.of("../projector/src/main/resources/db/migration/V1__read_model.sql");

  /** Columns that the query API does not read are none of these tests' business. */
  private static final String OTHERS_NULLABLE =
      """
      do $$ declare other text; begin
        for other in
          select column_name from information_schema.columns
           where table_name = 'partition_progress' and is_nullable = 'NO'
             and column_name not in ('partition', 'partitions', 'source_lsn', 'as_of', 'ready',
                                     'snapshot_applied', 'snapshot_expected')
        loop
          execute format('alter table partition_progress alter %I drop not null', other);
        end loop;
      end $$
      """;

  private final EmbeddedPostgres postgres;

  private ReadModelDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  static ReadModelDatabase start() throws IOException {
    return new ReadModelDatabase(EmbeddedPostgres.start());
  }

  String url() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  void migrate() throws IOException, SQLException {
    execute(Files.readString(MIGRATION));
    execute(OTHERS_NULLABLE);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** One of two partitions, with 10 of 50 rows applied. */
  void putPartition(int partition, String lsn, String asOf, boolean ready) throws SQLException {
    execute(
        """
        insert into partition_progress
          (partition, partitions, source_lsn, source_at, as_of, ready,
           snapshot_applied, snapshot_expected)
        values (%d, 2, '%s', '%s', '%s', %b, 10, 50)
        on conflict (partition) do update set
          source_lsn = excluded.source_lsn, source_at = excluded.source_at,
          as_of = excluded.as_of, ready = excluded.ready
        """
            .formatted(partition, lsn, asOf, asOf, ready));
  }

  void putDocument(long tenantId, long version, String changedAt, String content)
      throws SQLException {
    execute(
        """
        insert into document (tenant_id, kind, version, changed_at, content)
        values (%d, 'kpi', %d, '%s', '%s')
        on conflict (tenant_id, kind) do update set
          version = excluded.version, changed_at = excluded.changed_at, content = excluded.content
        """
            .formatted(tenantId, version, changedAt, content));
  }

  void stop() throws IOException {
    postgres.close(); // closing again does nothing
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
