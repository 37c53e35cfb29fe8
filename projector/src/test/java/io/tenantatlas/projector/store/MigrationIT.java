package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.store.Publications.Published;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A read model of an earlier release is brought up to date with what is in it. */
class MigrationIT {

  private final EmbeddedPostgres postgres = start();
  private final DataSource database = postgres.getPostgresDatabase();
  private final JdbcTemplate jdbc = new JdbcTemplate(database);

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.start();
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL does not start", e);
    }
  }

  @AfterEach
  void stop() throws IOException {
    postgres.close();
  }

  @Test
  void documentsOfAReleaseWithoutTopicsAreToBeSaidInAStepOfTheirOwn() {
    migrate("3");
    jdbc.execute(
        """
        insert into partition_progress (partition, partitions, next_offset, source_lsn, as_of, ready, at_boundary,
            generation, snapshot_applied, snapshot_expected, definition)
        select p, 3, 0, '0/0', 'epoch', true, true, 1, 0, 0, 'd' from generate_series(0, 2) p
        """);
    jdbc.execute("insert into publication (partition, step, published) values (1, 7, 5)");
    jdbc.execute(
        """
        insert into document (tenant_id, kind, version, changed_at, content)
        values (4, 'kpi', 9, 'epoch', '{}'), (4, 'surface.verification', 2, 'epoch', '{}'),
               (-1, 'badge', 3, 'epoch', null)
        """);
    migrate("latest");
    Publications publications =
        new JdbcPublications(jdbc, new TransactionTemplate(new JdbcTransactionManager(database)));
    assertThat(steps()).isEqualTo("0 8 1");
    assertThat(publications.documents(1, 7, null, 10))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.document().version()).isEqualTo(9);
              assertThat(change.step()).isEqualTo(8);
              assertThat(change.said()).isNull();
            });
    assertThat(publications.documents(2, 0, null, 10))
        .extracting(change -> change.document().tenantId())
        .containsExactly(-1L);
    assertThat(publications.published(1, "")).isEqualTo(new Published(0, 5));
    assertThat(publications.published(2, "")).isEqualTo(new Published(0, 0));
  }

  @Test
  void sessionsOfAReleaseThatShowedOthersRunsAreNotServedBeforeTheyAreRenderedAnew() {
    migrate("4");
    jdbc.execute(
        """
        insert into partition_progress (partition, partitions, next_offset, source_lsn, as_of, ready, at_boundary,
            generation, snapshot_applied, snapshot_expected, definition)
        select p, 2, 9, '0/9', 'epoch', true, true, 1, 0, 0, 'd' from generate_series(0, 1) p
        """);
    jdbc.execute(
        """
        insert into onboarding_document (session_id, partition, workspace_id, tenant_id, run_id, run_tenant_id,
            run_partition, dirty, version, changed_at, content)
        values (5, 0, 7, 42, 6, null, false, false, 3, 'epoch', null), (5, 1, 7, 42, 6, 43, true, false, 4, 'epoch', '{}')
        """);
    migrate("latest");
    ReadModel readModel =
        new JdbcReadModel(jdbc, new TransactionTemplate(new JdbcTransactionManager(database)));
    assertThat(jdbc.queryForList("select ready from partition_progress", Boolean.class))
        .containsExactly(false, false);
    readModel.update(
        readModel.open(1, 2, "other", 9),
        transaction -> {
          assertThat(transaction.dirtySessions()).containsExactly(5L);
          assertThat(transaction.sessions(List.of(5L)).values())
              .allMatch(session -> session.version() == 4)
              .allMatch(session -> session.since().equals(SourcePosition.ZERO));
          return readModel.open(1, 2, "other", 9);
        });
  }

  /** Everything is read anew behind such an upgrade, in the history that the source has. */
  @Test
  void positionsOfAReleaseWithoutHistoriesAreOfOneThatIsNotKnown() {
    migrate("5");
    jdbc.execute(
        """
        insert into partition_progress (partition, partitions, next_offset, source_lsn, as_of, ready, at_boundary,
            generation, snapshot_applied, snapshot_expected, definition)
        values (0, 1, 7, '0/5', 'epoch', true, true, 1, 0, 0, 'd')
        """);
    migrate("latest");
    PartitionProgress opened =
        new JdbcReadModel(jdbc, new TransactionTemplate(new JdbcTransactionManager(database)))
            .open(0, 1, "d", 9);
    assertThat(opened.ready()).isTrue();
    assertThat(opened.source())
        .isEqualTo(new SourcePoint(SourceHistory.UNKNOWN, new SourcePosition(5), null));
    assertThat(opened.announced()).isEqualTo(SourceHistory.UNKNOWN);
  }

  private void migrate(String version) {
    Flyway.configure().dataSource(database).target(version).load().migrate();
  }

  /** The newest step of each partition. */
  private String steps() {
    return String.join(
        " ",
        jdbc.queryForList(
            "select step::text from partition_progress order by partition", String.class));
  }
}
