package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.store.Publications.Published;
import io.tenantatlas.projector.store.TableReads.Read;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * With many documents and edges in PostgreSQL what is to be published is found without going
 * through what is published. The tables have no statistics, as while everything is loaded.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcPublicationIndexesIT {

  private static final int STEPS = 20_000;
  private static final int KINDS = 5;
  private static final int KINDS_WITH_TOPIC = 2;
  private static final int PENDING = 100;
  private static final Published PUBLISHED = new Published(STEPS - PENDING, STEPS - PENDING);

  private final ReadModelDatabase database = ReadModelDatabase.start();
  private final Publications publications = database.publications();
  private final TableReads reads = new TableReads(database);

  @AfterAll
  void stop() throws IOException {
    database.close();
  }

  /** Step i of each partition changed all documents of a tenant, and one edge, which is gone. */
  @BeforeAll
  void fill() {
    for (String table : List.of("document", "link")) {
      database.jdbc().execute("alter table " + table + " set (autovacuum_enabled = false)");
    }
    Read<Published> opened = reads.read("publication", t -> publications.published(0, "topics-1"));
    assertThat(opened.found()).isEqualTo(new Published(0, 0));
    database
        .jdbc()
        .update(
            """
            insert into document (partition, step, tenant_id, kind, version, changed_at, content, said)
            select p, i, 4 * i + p, k, 1, 'epoch', '{}', '{}'
            from generate_series(0, 1) p, generate_series(1, ?) i,
                 unnest(array['kpi', 'badge', 'headline', 'surface.verification', 'surface.recent-operations']) k
            """,
            STEPS);
    database
        .jdbc()
        .update(
            """
            insert into link (partition, step, removed, tenant_id, source_id, place, relationship_type, target_type,
                reference, raw_ref)
            select p, i, true, 4 * i + p, 'a', 0, 'depends_on', 'missing', 'b', 'b'
            from generate_series(0, 1) p, generate_series(1, ?) i
            """,
            STEPS);
    database
        .jdbc()
        .update(
            """
            insert into publication (partition, documents, links) select p, ?, ? from generate_series(0, 1) p
            on conflict (partition) do update set documents = excluded.documents, links = excluded.links
            """,
            PUBLISHED.documents(),
            PUBLISHED.links());
  }

  @Test
  void pendingDocumentsAreReadByTheirSteps() {
    Read<List<DocumentChange>> read =
        read("document", () -> publications.documents(0, PUBLISHED.documents(), null, 10 * STEPS));
    assertThat(read.found()).hasSize(PENDING * KINDS_WITH_TOPIC);
    assertThat(read.entries()).isLessThanOrEqualTo(PENDING * KINDS);
    DocumentChange middle = read.found().get(PENDING);
    Read<List<DocumentChange>> rest =
        read("document", () -> publications.documents(0, PUBLISHED.documents(), middle, 10));
    assertThat(rest.found()).hasSize(10);
    assertThat(rest.entries()).isLessThanOrEqualTo(6 * KINDS);
  }

  @Test
  void pendingEdgesAreReadByTheirSteps() {
    Read<List<LinkChange>> read =
        read("link", () -> publications.links(0, PUBLISHED.links(), null, 10 * STEPS));
    assertThat(read.found()).hasSize(PENDING);
    assertThat(read.entries()).isEqualTo(PENDING);
  }

  @Test
  void whatIsKnownOfTheTopicIsForgottenWithoutReadingWhatIsPublished() {
    Read<Boolean> read =
        read(
            "document",
            () -> {
              publications.forgetSaid(0);
              return true;
            });
    assertThat(read.entries()).isLessThanOrEqualTo(PENDING * KINDS);
  }

  @Test
  void removedEdgesAreForgottenWithoutReadingWhatWasPublishedBefore() {
    Read<Boolean> read =
        read(
            "link",
            () -> {
              publications.markPublished(Map.of(1, new Published(STEPS, STEPS - PENDING / 2)));
              return true;
            });
    assertThat(read.entries()).isBetween(PENDING / 2L, (long) PENDING);
  }

  private <T> Read<T> read(String table, Supplier<T> lookup) {
    return reads.read(table, t -> lookup.get());
  }
}
