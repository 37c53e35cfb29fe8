package io.tenantatlas.projector.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A PostgreSQL of one's own with the read model's tables. */
final class ReadModelDatabase implements AutoCloseable {

  private final EmbeddedPostgres postgres;
  private final DataSource database;
  private final JdbcTemplate jdbc;

  private ReadModelDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
    this.database = postgres.getPostgresDatabase();
    this.jdbc = new JdbcTemplate(database);
  }

  static ReadModelDatabase start() {
    try {
      ReadModelDatabase started = new ReadModelDatabase(EmbeddedPostgres.start());
      Flyway.configure().dataSource(started.database).load().migrate();
      return started;
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL does not start", e);
    }
  }

  DataSource source() {
    return database;
  }

  /** A read model with connections of its own, as another process has them. */
  ReadModel connected() {
    return new JdbcReadModel(
        new JdbcTemplate(database), new TransactionTemplate(new JdbcTransactionManager(database)));
  }

  /** What is to be published; inside a transaction of a read model it is part of it. */
  Publications publications() {
    return new JdbcPublications(
        new JdbcTemplate(database), new TransactionTemplate(new JdbcTransactionManager(database)));
  }

  void empty() {
    jdbc.execute(
        """
        truncate partition_progress, row_state, ranking, tenant_state, document, onboarding_document,
                 reference_document, link, link_source, link_dirty, publication, parked_record
        """);
  }

  @Nullable String reference(String name) {
    return jdbc
        .query(
            "select content from reference_document where name = ?",
            (row, number) -> row.getString("content"),
            name)
        .stream()
        .findFirst()
        .orElse(null);
  }

  /** Statements of the test; inside a transaction of a read model they are part of it. */
  JdbcTemplate jdbc() {
    return jdbc;
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
