package io.tenantatlas.projector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.ItemKey;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.Publications.Published;
import io.tenantatlas.projector.store.ReadModel.Transaction;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.projector.store.StoredLink;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What one call of the publisher says, in which transactions; crashes are in random histories. */
class TopicPublisherTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int BATCH = 4;
  private static final String TOPICS = "topics-1";

  private final InMemoryReadModel readModel = new InMemoryReadModel();
  private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
  private final Map<String, Integer> acknowledged = new HashMap<>();
  private final TopicPublisher publisher =
      new TopicPublisher(
          readModel.publications(),
          TOPICS,
          partition -> {
            producers.add(
                new MockProducer<>(
                    true, null, new ByteArraySerializer(), new ByteArraySerializer()));
            return producers.getLast();
          },
          new TopicPublisher.Settings("atlas.", 1, BATCH),
          (topic, records) -> acknowledged.merge(topic, records, Integer::sum),
          KafkaTraces.off());

  @Test
  void theTopicsHaveThePrefixAndAVersion() {
    assertThat(new TopicPublisher.Settings("acme.", 1, BATCH).topics())
        .containsExactly("acme.kpi.v1", "acme.badge.v1", "acme.link.v1");
  }

  @Test
  void documentsAndEdgesOfAStepAreSaidInOneTransaction() {
    change(
        t -> {
          t.saveDocuments(documents(1, 1));
          t.links().save(edges(1));
        });
    assertThat(publish()).isEqualTo(new Publisher.Result(3, true));
    assertThat(said()).containsExactly("atlas.badge.v1 1", "atlas.kpi.v1 1", "atlas.link.v1");
    assertThat(producers.getFirst().commitCount()).isEqualTo(1);
    assertThat(readModel.publications().published(0, TOPICS)).isEqualTo(new Published(1, 1));
  }

  @Test
  void whereNothingIsToBeSaidKafkaIsNotAsked() {
    assertThat(publish()).isEqualTo(new Publisher.Result(0, true));
    change(t -> t.saveDocuments(List.of(new StoredDocument(1, "headline", 1, NOON, "{}"))));
    assertThat(publish()).isEqualTo(new Publisher.Result(0, true));
    assertThat(producers).allSatisfy(producer -> assertThat(producer.commitCount()).isZero());
    assertThat(readModel.publications().published(0, TOPICS)).isEqualTo(new Published(1, 1));
  }

  @Test
  void allDocumentsAreSaidAtOnceInTransactionsOfTheBatchsSize() {
    change(t -> t.saveDocuments(documents(1, 5)));
    assertThat(publish()).isEqualTo(new Publisher.Result(10, true));
    assertThat(acknowledged).isEqualTo(Map.of("atlas.kpi.v1", 5, "atlas.badge.v1", 5));
    assertThat(producers.getFirst().commitCount()).isEqualTo(3);
    assertThat(said()).doesNotHaveDuplicates().hasSize(10);
  }

  @Test
  void edgesAreSaidInWhatRoomThereIsOneBatchACall() {
    change(
        t -> {
          t.saveDocuments(documents(1, 1));
          t.links().save(edges(7));
        });
    assertThat(publish()).isEqualTo(new Publisher.Result(4, false));
    assertThat(readModel.publications().published(0, TOPICS)).isEqualTo(new Published(1, 0));
    change(t -> t.saveDocuments(documents(2, 2)));
    assertThat(publish()).isEqualTo(new Publisher.Result(4, false));
    assertThat(publish()).isEqualTo(new Publisher.Result(3, true));
    assertThat(said()).filteredOn(name -> name.startsWith("atlas.link")).hasSize(7);
    assertThat(readModel.publications().published(0, TOPICS)).isEqualTo(new Published(2, 2));
  }

  @Test
  void aFencedProducerIsLetGoAndTheNextOneSaysEverythingAgain() {
    change(t -> t.saveDocuments(documents(1, 1)));
    publish();
    change(t -> t.saveDocuments(List.of(kpi(1, 2, "{\"a\":2}"))));
    producers.getFirst().fenceProducer();
    assertThatExceptionOfType(ProducerFencedException.class).isThrownBy(this::publish);
    assertThat(producers.getFirst().closed()).isTrue();
    assertThat(publish()).isEqualTo(new Publisher.Result(1, true));
    assertThat(value()).endsWith("\"changed\":[{\"path\":\"$\"}]}");
  }

  @Test
  void whatHasChangedIsTheDifferenceToWhatWasPublishedLast() {
    change(t -> t.saveDocuments(List.of(kpi(1, 1, "{\"a\":1,\"b\":1}"))));
    publish();
    change(t -> t.saveDocuments(List.of(kpi(1, 2, "{\"a\":2,\"b\":1}"))));
    change(t -> t.saveDocuments(List.of(kpi(1, 3, "{\"a\":3,\"b\":1}"))));
    publish();
    assertThat(value())
        .endsWith("\"a\":3,\"b\":1,\"changed\":[{\"path\":\"$.a\",\"old\":1,\"new\":3}]}");
  }

  @Test
  void whatIsNotNotedIsNotSaidAgainByThisPublisherButByTheNextOne() {
    change(t -> t.saveDocuments(documents(1, 1)));
    assertThat(publisher.publish(0, open().step()).changes()).isEqualTo(2);
    assertThat(publisher.publish(0, open().step()).changes()).isZero();
    assertThat(readModel.publications().published(0, TOPICS)).isEqualTo(new Published(0, 0));
    publisher.forget(0);
    assertThat(publish()).isEqualTo(new Publisher.Result(2, true));
    assertThat(readModel.publications().published(0, TOPICS)).isEqualTo(new Published(1, 1));
  }

  @Test
  void aPartitionThatIsForgottenClosesItsProducer() {
    change(t -> t.saveDocuments(documents(1, 1)));
    publish();
    publisher.forget(0);
    publisher.forget(0);
    assertThat(producers.getFirst().closed()).isTrue();
    publisher.close();
    assertThat(producers).hasSize(1);
  }

  private Publisher.Result publish() {
    Publisher.Result result = publisher.publish(0, open().step());
    publisher.note();
    return result;
  }

  private PartitionProgress open() {
    return readModel.open(0, 1, "definition-1", 0);
  }

  private void change(Consumer<Transaction> change) {
    PartitionProgress from = open();
    readModel.update(
        from,
        transaction -> {
          change.accept(transaction);
          return from;
        });
  }

  /** Both documents of the tenants. */
  private static List<StoredDocument> documents(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .boxed()
        .<StoredDocument>mapMulti(
            (tenant, documents) -> {
              documents.accept(kpi(tenant, 1, "{}"));
              documents.accept(new StoredDocument(tenant, "badge", 1, NOON, "{}"));
            })
        .toList();
  }

  private static StoredDocument kpi(long tenant, long version, String content) {
    return new StoredDocument(tenant, "kpi", version, NOON, content);
  }

  private static List<StoredLink> edges(int count) {
    List<StoredLink> edges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ItemKey source = new ItemKey(1, "item-" + i);
      edges.add(
          new StoredLink(
              source, 0, "depends_on", "missing", "x", null, null, null, "x", NOON, NOON));
    }
    return edges;
  }

  /** Topic and key of every committed record; of edges the topic. */
  private List<String> said() {
    return producers.stream()
        .flatMap(producer -> producer.history().stream())
        .map(
            record ->
                record.topic().endsWith("link.v1")
                    ? record.topic()
                    : record.topic() + " " + new String(record.key(), UTF_8))
        .toList();
  }

  /** The value of the last record. */
  private String value() {
    return new String(producers.getLast().history().getLast().value(), UTF_8);
  }
}
