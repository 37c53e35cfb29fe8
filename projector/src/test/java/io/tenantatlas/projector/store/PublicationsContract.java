package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.store.Publications.Published;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link Publications} promises of the changes that its read model has. */
abstract class PublicationsContract extends ReadModelContract {

  private static final int ALL = 100;
  private static final String TOPICS = "topics-1";
  private static final StoredLink EDGE = edge("a");

  /** Of the read model. */
  abstract Publications publications();

  @Test
  void aTransactionThatChangesDocumentsOrEdgesIsTheNextStepOfItsPartition() {
    assertThat(step(0)).isZero();
    in(0, t -> t.saveDocuments(List.of(document(4, KPI, 1))));
    in(0, t -> t.links().save(List.of(EDGE)));
    in(
        0,
        t -> {
          t.saveDocuments(List.of(document(4, KPI, 2), document(4, "surface.x", 1)));
          t.links().remove(List.of(EDGE.key()));
          t.saveDocuments(List.of(document(8, BADGE, 1)));
        });
    in(0, t -> t.saveDocuments(List.of()));
    in(1, t -> t.saveDocuments(List.of(document(5, KPI, 1))));
    assertThat(step(0)).isEqualTo(3);
    assertThat(step(1)).isEqualTo(1);
    assertThat(documents(0, 0, null, ALL)).extracting(DocumentChange::step).containsOnly(3L);
    assertThat(links(0, null, ALL)).extracting(LinkChange::step).containsExactly(3L);
  }

  @Test
  void documentsOfKindsThatHaveATopicAreFoundInOrderOfTheirStepsRemovedOnesToo() {
    StoredDocument early = document(8, KPI, 1);
    StoredDocument badge = document(4, BADGE, 1);
    StoredDocument kpi = document(4, KPI, 1);
    StoredDocument gone = new StoredDocument(12, BADGE, 7, NOON, null);
    in(0, t -> t.saveDocuments(List.of(early)));
    in(1, t -> t.saveDocuments(List.of(document(5, KPI, 1))));
    in(
        0,
        t ->
            t.saveDocuments(
                List.of(
                    kpi,
                    gone,
                    badge,
                    document(4, "headline", 1),
                    document(4, "surface.verification", 1))));
    assertThat(documents(0, 0, null, ALL))
        .extracting(DocumentChange::document)
        .containsExactly(early, badge, kpi, gone);
    assertThat(documents(0, 1, null, 2))
        .extracting(DocumentChange::document)
        .containsExactly(badge, kpi);
    DocumentChange second = documents(0, 0, null, ALL).get(1);
    assertThat(documents(0, 0, second, ALL))
        .extracting(DocumentChange::document)
        .containsExactly(kpi, gone);
    assertThat(documents(0, 2, null, ALL)).isEmpty();
  }

  @Test
  void theTopicHasWhatADocumentWasWhenItWasPublishedLast() {
    in(0, t -> t.saveDocuments(List.of(kpi(1, "{\"a\":1}"))));
    assertThat(said()).isNull();
    in(0, t -> t.saveDocuments(List.of(kpi(2, "{\"a\":2}"))));
    assertThat(said()).isNull();
    publications().markPublished(Map.of(0, new Published(2, 0)));
    in(0, t -> t.saveDocuments(List.of(kpi(3, "{\"a\":3}"))));
    assertThat(said()).isEqualTo("{\"a\":2}");
    in(0, t -> t.saveDocuments(List.of(kpi(4, "{\"a\":4}"))));
    assertThat(said()).isEqualTo("{\"a\":2}");
    publications().markPublished(Map.of(0, new Published(4, 0)));
    in(0, t -> t.saveDocuments(List.of(kpi(5, null))));
    assertThat(said()).isEqualTo("{\"a\":4}");
    publications().markPublished(Map.of(0, new Published(5, 0)));
    in(0, t -> t.saveDocuments(List.of(kpi(6, "{}"))));
    assertThat(said()).isNull();
  }

  @Test
  void ofWhatIsPendingItCanBeForgottenWhatTheTopicHas() {
    in(0, t -> t.saveDocuments(List.of(kpi(1, "{}"), document(8, KPI, 1))));
    in(1, t -> t.saveDocuments(List.of(document(5, KPI, 1))));
    publications().markPublished(Map.of(0, new Published(1, 0)));
    in(0, t -> t.saveDocuments(List.of(kpi(2, "{\"a\":2}"))));
    publications().forgetSaid(0);
    assertThat(said()).isNull();
    publications().markPublished(Map.of(0, new Published(2, 0)));
    publications().forgetSaid(0);
    in(0, t -> t.saveDocuments(List.of(kpi(3, "{\"a\":3}"))));
    assertThat(said()).isEqualTo("{\"a\":2}");
  }

  /** What the topic has of the KPI document of tenant 4. */
  private @Nullable String said() {
    return documents(0, 0, null, ALL).stream()
        .filter(change -> change.document().tenantId() == 4)
        .findFirst()
        .orElseThrow()
        .said();
  }

  @Test
  void edgesAreFoundInOrderOfTheirStepsAndRemovedOnesUntilTheyArePublished() {
    StoredLink other = edge("b");
    in(0, t -> t.links().save(List.of(EDGE, other)));
    in(0, t -> t.links().remove(List.of(EDGE.key())));
    assertThat(links(0, null, ALL))
        .extracting(LinkChange::key)
        .containsExactly(other.key(), EDGE.key());
    LinkChange first = links(0, null, 1).getFirst();
    assertThat(first.content()).isNotNull();
    LinkChange removed = links(0, first, ALL).getFirst();
    assertThat(removed.key()).isEqualTo(EDGE.key());
    assertThat(removed.content()).isNull();
    publications().markPublished(Map.of(0, new Published(0, 1)));
    assertThat(links(0, null, ALL)).hasSize(2);
    publications().markPublished(Map.of(0, new Published(0, 2)));
    assertThat(links(0, null, ALL)).extracting(LinkChange::key).containsExactly(other.key());
    assertThat(publications().links(0, 2, null, ALL)).isEmpty();
  }

  @Test
  void whatIsNotPublishedIsCounted() {
    assertThat(publications().backlog(open(0).partition())).isZero();
    in(0, t -> t.saveDocuments(List.of(document(4, KPI, 1), document(4, "headline", 1))));
    in(0, t -> t.links().save(List.of(EDGE, edge("b"))));
    in(0, t -> t.saveDocuments(List.of(document(4, KPI, 2), document(8, BADGE, 1))));
    in(1, t -> t.saveDocuments(List.of(document(5, KPI, 1))));
    assertThat(publications().backlog(0)).isEqualTo(4);
    publications().markPublished(Map.of(0, new Published(3, 1)));
    assertThat(publications().backlog(0)).isEqualTo(2);
    publications().markPublished(Map.of(0, new Published(3, 3)));
    assertThat(publications().backlog(0)).isZero();
  }

  @Test
  void changesAreReadWithTheProgressOfTheirPartition() {
    PartitionProgress advanced =
        readModel()
            .update(
                open(0),
                t -> {
                  t.saveDocuments(List.of(document(4, KPI, 1)));
                  t.links().save(List.of(EDGE));
                  return advanced(0);
                });
    Provenance expected = new Provenance(advanced.source(), advanced.asOf());
    assertThat(documents(0, 0, null, ALL))
        .extracting(DocumentChange::provenance)
        .containsExactly(expected);
    assertThat(links(0, null, ALL)).extracting(LinkChange::provenance).containsExactly(expected);
    in(1, t -> t.saveDocuments(List.of(document(5, KPI, 1))));
    assertThat(documents(1, 0, null, ALL).getFirst().provenance().source())
        .isEqualTo(SourcePoint.NONE);
  }

  @Test
  void howFarAPartitionIsPublishedNeverFallsAndIsItsOwn() {
    open(0);
    open(1);
    assertThat(publications().published(0, TOPICS)).isEqualTo(new Published(0, 0));
    publications().markPublished(Map.of(0, new Published(7, 3)));
    publications().markPublished(Map.of(0, new Published(6, 4)));
    assertThat(publications().published(0, TOPICS)).isEqualTo(new Published(7, 4));
    assertThat(publications().published(1, TOPICS)).isEqualTo(new Published(0, 0));
  }

  @Test
  void withOtherDefinitionsEverythingIsToBeSaidAnewAndStepsGoOn() {
    in(
        0,
        t -> {
          t.saveDocuments(List.of(kpi(1, "{}")));
          t.links().save(List.of(EDGE));
        });
    publications().markPublished(Map.of(0, new Published(1, 1)));
    in(0, t -> t.saveDocuments(List.of(kpi(2, "{\"a\":1}"))));
    publications().markPublished(Map.of(0, new Published(2, 2)));
    PartitionProgress anew = readModel().open(0, PARTITIONS, OTHER_DEFINITION, 500);
    assertThat(anew.step()).isEqualTo(2);
    assertThat(publications().published(0, TOPICS)).isEqualTo(new Published(0, 0));
    assertThat(said()).isNull();
    assertThat(links(0, null, ALL)).hasSize(1);
    inWithOtherDefinitions(0, t -> t.saveDocuments(List.of(kpi(3, "{\"a\":2}"))));
    assertThat(said()).isNull();
  }

  @Test
  void topicsThatWereMadeAnewAreToldEverything() {
    in(0, t -> t.saveDocuments(List.of(kpi(1, "{}"))));
    in(1, t -> t.saveDocuments(List.of(document(5, KPI, 1))));
    for (int partition = 0; partition < 2; partition++) {
      assertThat(publications().published(partition, TOPICS)).isEqualTo(new Published(0, 0));
      publications().markPublished(Map.of(partition, new Published(1, 1)));
    }
    in(0, t -> t.saveDocuments(List.of(kpi(2, "{\"a\":1}"))));
    assertThat(publications().published(0, "topics-2")).isEqualTo(new Published(0, 0));
    assertThat(said()).isNull();
    publications().markPublished(Map.of(0, new Published(2, 2)));
    assertThat(publications().published(0, "topics-2")).isEqualTo(new Published(2, 2));
    assertThat(publications().published(1, TOPICS)).isEqualTo(new Published(1, 1));
  }

  @Test
  void workThatThrowsIsNoStep() {
    in(0, t -> t.saveDocuments(List.of(kpi(1, "{}"))));
    try {
      in(
          0,
          t -> {
            t.saveDocuments(List.of(kpi(2, "{\"a\":1}")));
            throw new IllegalStateException("crash");
          });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("crash");
    }
    assertThat(step(0)).isEqualTo(1);
    assertThat(documents(0, 0, null, ALL))
        .extracting(DocumentChange::document)
        .containsExactly(kpi(1, "{}"));
  }

  private List<DocumentChange> documents(
      int partition, long published, @Nullable DocumentChange after, int limit) {
    return publications().documents(partition, published, after, limit);
  }

  private List<LinkChange> links(int partition, @Nullable LinkChange after, int limit) {
    return publications().links(partition, 0, after, limit);
  }

  private static StoredDocument kpi(long version, @Nullable String content) {
    return new StoredDocument(4, KPI, version, NOON, content);
  }

  private static StoredLink edge(String source) {
    return new StoredLink(
        new ItemKey(4, source),
        0,
        "assigned_to_include",
        StoredLink.FOUNDATION,
        "group",
        "aad_group",
        null,
        null,
        "group",
        NOON,
        NOON);
  }
}
