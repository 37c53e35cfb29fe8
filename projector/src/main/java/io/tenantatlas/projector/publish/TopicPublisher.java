package io.tenantatlas.projector.publish;

import io.tenantatlas.projector.projection.DocumentKind;
import io.tenantatlas.projector.store.DocumentChange;
import io.tenantatlas.projector.store.LinkChange;
import io.tenantatlas.projector.store.Publications;
import io.tenantatlas.projector.store.Publications.Published;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Says committed documents and edges to their topics. At least once, and never an older state
 * behind a newer one: each partition has a transactional producer whose id fences a former owner's,
 * and what it says was read after that. A change counts as published only behind the commit of its
 * Kafka transaction.
 *
 * <p>All documents that are to be said are said at once, in transactions of at most the batch's
 * size, so that what they say has changed is the difference to what the topic has; edges follow in
 * what room there is, one batch a call.
 *
 * <p>Threads: one. Errors: any exception means that it is not known what is in the topics; the
 * changes stay unpublished and are said again.
 */
public final class TopicPublisher implements Publisher {

  /** A producer with an open transaction may abort it for so long. */
  private static final Duration CLOSING_MAX = Duration.ofSeconds(1);

  private final Publications publications;
  private final IntFunction<Producer<byte[], byte[]>> producers;
  private final String topics;
  private final int batchSize;
  private final TopicRecords records;
  private final ObjIntConsumer<String> acknowledged;
  private final KafkaTraces traces;
  private final Map<Integer, Open> open = new HashMap<>();

  /**
   * Where and how changes are said.
   *
   * @param topicPrefix what the topics' names begin with
   * @param partitions how many each has; a tenant's changes lie in {@code tenant_id mod partitions}
   * @param batchSize at most this many are said in one transaction
   */
  public record Settings(String topicPrefix, int partitions, int batchSize) {

    /** The topics' names. */
    public List<String> topics() {
      return Stream.concat(DocumentKind.published().stream(), Stream.of(TopicRecords.LINK))
          .map(kind -> TopicRecords.topic(topicPrefix, kind))
          .toList();
    }
  }

  /** What is known of a partition: how far it is published, and behind that the last edge said. */
  private static final class Open {
    private @Nullable Producer<byte[], byte[]> producer;
    private Published published;
    private Published noted;
    private @Nullable LinkChange lastLink;

    Open(Published published) {
      this.published = published;
      this.noted = published;
    }

    boolean isPublished(long step) {
      return published.documents() >= step && published.links() >= step;
    }
  }

  /**
   * A writer of the topics.
   *
   * @param topics identifies them: topics that were made anew are told everything
   * @param producers makes a partition's transactional producer
   * @param acknowledged is told how many records a topic has taken
   * @param traces records belong to the span within which they are published
   */
  public TopicPublisher(
      Publications publications,
      String topics,
      IntFunction<Producer<byte[], byte[]>> producers,
      Settings settings,
      ObjIntConsumer<String> acknowledged,
      KafkaTraces traces) {
    this.acknowledged = acknowledged;
    this.traces = traces;
    this.publications = publications;
    this.topics = topics;
    this.producers = producers;
    this.batchSize = settings.batchSize();
    this.records = new TopicRecords(settings.topicPrefix(), settings.partitions());
  }

  @Override
  public Result publish(int partition, long step) {
    Open opened = opened(partition, step);
    try {
      int changes = opened.isPublished(step) ? 0 : publish(partition, opened, step);
      return new Result(changes, opened.isPublished(step));
    } catch (RuntimeException e) {
      forget(partition);
      throw e;
    }
  }

  /** What is pending from the beginning may have been said by somebody who did not note it. */
  private Open opened(int partition, long step) {
    Open known = open.get(partition);
    if (known != null) {
      return known;
    }
    Open opened = new Open(publications.published(partition, topics));
    if (opened.published.documents() < step) {
      publications.forgetSaid(partition);
    }
    open.put(partition, opened);
    return opened;
  }

  private int publish(int partition, Open opened, long step) {
    Producer<byte[], byte[]> producer = producer(partition, opened);
    int said = 0;
    DocumentChange last = null;
    while (true) {
      List<DocumentChange> documents = documents(partition, opened, step, last);
      int room = batchSize - documents.size();
      List<LinkChange> links = room == 0 ? List.of() : links(partition, opened, step, room);
      say(
          producer,
          Stream.concat(documents.stream().map(records::of), links.stream().map(records::of))
              .toList());
      said += documents.size() + links.size();
      if (room > 0) {
        complete(opened, step, links, room);
        return said;
      }
      last = documents.getLast();
    }
  }

  private Producer<byte[], byte[]> producer(int partition, Open opened) {
    Producer<byte[], byte[]> producer = opened.producer;
    if (producer == null) {
      producer = producers.apply(partition);
      opened.producer = producer;
      producer.initTransactions();
    }
    return producer;
  }

  private List<DocumentChange> documents(
      int partition, Open opened, long step, @Nullable DocumentChange last) {
    long published = opened.published.documents();
    return published >= step
        ? List.of()
        : publications.documents(partition, published, last, batchSize);
  }

  private List<LinkChange> links(int partition, Open opened, long step, int limit) {
    long published = opened.published.links();
    return published >= step
        ? List.of()
        : publications.links(partition, published, opened.lastLink, limit);
  }

  private void say(Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> said) {
    if (said.isEmpty()) {
      return;
    }
    Map<String, Integer> counts =
        said.stream()
            .collect(
                Collectors.groupingBy(
                    ProducerRecord::topic, TreeMap::new, Collectors.summingInt(each -> 1)));
    try (KafkaTraces.Span span = traces.sentWithin(counts.keySet())) {
      producer.beginTransaction();
      for (ProducerRecord<byte[], byte[]> record : said) {
        span.headers().forEach(record.headers()::add);
        // A failed send makes the transaction's commit fail.
        var unused = producer.send(record);
      }
      producer.commitTransaction();
    }
    counts.forEach(acknowledged::accept);
  }

  /** All documents are said; edges up to the last one, or all when there was room for more. */
  private static void complete(Open opened, long step, List<LinkChange> links, int room) {
    boolean all = links.size() < room;
    opened.published = new Published(step, all ? step : links.getLast().step() - 1);
    opened.lastLink = all ? null : links.getLast();
  }

  @Override
  public void note() {
    Map<Integer, Published> unnoted = new HashMap<>();
    open.forEach(
        (partition, opened) -> {
          if (!opened.published.equals(opened.noted)) {
            unnoted.put(partition, opened.published);
          }
        });
    if (unnoted.isEmpty()) {
      return;
    }
    try {
      publications.markPublished(unnoted);
    } catch (RuntimeException e) {
      unnoted.keySet().forEach(this::forget);
      throw e;
    }
    unnoted.forEach(
        (partition, published) -> Objects.requireNonNull(open.get(partition)).noted = published);
  }

  /** Also where a partition's producer has failed: the next one begins anew. */
  @Override
  public void forget(int partition) {
    Open opened = open.remove(partition);
    if (opened != null && opened.producer != null) {
      opened.producer.close(CLOSING_MAX);
    }
  }

  @Override
  public void close() {
    List.copyOf(open.keySet()).forEach(this::forget);
  }
}
