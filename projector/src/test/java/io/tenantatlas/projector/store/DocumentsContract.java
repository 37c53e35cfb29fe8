package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ReadModel} promises of documents: tenants', and those for all tenants. */
abstract class DocumentsContract extends ReadModelContract {

  private static final long BEYOND_INTEGERS = 5_000_000_000L;

  /** The document of that name that is the same for all tenants; null when there is none. */
  abstract @Nullable String reference(String name);

  @Test
  void documentsComeBackAsTheyWereSavedAlsoRemovedOnes() {
    StoredDocument there =
        new StoredDocument(4, KPI, 1, NOON.plusMillis(7), "{\"ä😀\":[1.0, \"\\n\\u0000\"]}");
    StoredDocument removed = new StoredDocument(8, KPI, BEYOND_INTEGERS, NOON, null);
    in(0, t -> t.saveDocuments(List.of(there, removed)));
    in(
        0,
        t ->
            assertThat(t.documents(List.of(4L, 8L, 12L)))
                .containsExactlyInAnyOrder(there, removed));
    StoredDocument back =
        new StoredDocument(8, KPI, BEYOND_INTEGERS + 1, NOON.plusSeconds(1), "{}");
    in(0, t -> t.saveDocuments(List.of(back)));
    in(0, t -> assertThat(t.documents(List.of(8L))).containsExactly(back));
  }

  @Test
  void aTenantsDocumentsOfAllKindsAreReadAtOnceAndThoseOfOthersAreNot() {
    StoredDocument kpi = document(4, KPI, 1);
    StoredDocument badge = new StoredDocument(4, BADGE, 2, NOON.plusSeconds(1), null);
    StoredDocument surface = document(4, "surface.recent-operations", 3);
    StoredDocument others = document(8, BADGE, 4);
    in(0, t -> t.saveDocuments(List.of(kpi, badge, surface, others)));
    in(
        0,
        t -> {
          assertThat(t.documents(List.of(4L))).containsExactlyInAnyOrder(kpi, badge, surface);
          assertThat(t.documents(List.of(8L, 12L))).containsExactly(others);
        });
  }

  @Test
  void savingADocumentOfOneKindLeavesTheOtherKindsAlone() {
    StoredDocument kpi = document(4, KPI, 1);
    in(0, t -> t.saveDocuments(List.of(kpi, document(4, BADGE, 1))));
    StoredDocument later = new StoredDocument(4, BADGE, 2, NOON.plusSeconds(1), "{\"a\":1}");
    in(0, t -> t.saveDocuments(List.of(later)));
    in(0, t -> assertThat(t.documents(List.of(4L))).containsExactlyInAnyOrder(kpi, later));
  }

  @Test
  void theDocumentsForAllTenantsAreStoredByName() {
    assertThat(reference("badges")).isNull();
    readModel().saveReferences(Map.of("badges", "{\"domains\":[]}", "surfaces", "{\"ä\":[]}"));
    assertThat(reference("badges")).isEqualTo("{\"domains\":[]}");
    assertThat(reference("surfaces")).isEqualTo("{\"ä\":[]}");
  }

  @Test
  void aLaterReleasesDocumentForAllTenantsReplacesTheEarlierOne() {
    readModel().saveReferences(Map.of("badges", "{\"a\":1}", "surfaces", "{}"));
    readModel().saveReferences(Map.of("badges", "{\"a\":2}"));
    assertThat(reference("badges")).isEqualTo("{\"a\":2}");
    assertThat(reference("surfaces")).isEqualTo("{}");
  }

  @Test
  void theDocumentsForAllTenantsNeedNoPartitionAndOutliveOtherDefinitions() {
    readModel().saveReferences(Map.of("badges", "{}"));
    open(0);
    inWithOtherDefinitions(0, t -> assertThat(t.documents(List.of(4L))).isEmpty());
    assertThat(reference("badges")).isEqualTo("{}");
  }
}
