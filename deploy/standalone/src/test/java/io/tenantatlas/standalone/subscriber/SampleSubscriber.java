package io.tenantatlas.standalone.subscriber;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Keeps the newest document of every tenant in files, {@code directory/topic/tenant}. It may be
 * killed at any time and started again; an error ends it, and it is to be started again too.
 *
 * <p>Arguments: brokers, the group's name, directory, topics of documents.
 */
public final class SampleSubscriber {

  private final Path directory;

  private SampleSubscriber(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[2]);
    List<String> topics = List.of(arguments).subList(3, arguments.length);
    for (String topic : topics) {
      Files.createDirectories(directory.resolve(topic));
    }
    new SampleSubscriber(directory).follow(settings(arguments[0], arguments[1]), topics);
  }

  private static Map<String, Object> settings(String brokers, String group) {
    return Map.of(
        "bootstrap.servers",
        brokers,
        "group.id",
        group,
        // The group's one process: when it is back, its partitions are its own at once.
        "group.instance.id",
        group,
        // Who has no offsets begins at the beginning.
        "auto.offset.reset",
        "earliest",
        "enable.auto.commit",
        "false",
        "isolation.level",
        "read_committed");
  }

  private void follow(Map<String, Object> settings, List<String> topics) throws IOException {
    StringDeserializer text = new StringDeserializer();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, text, text)) {
      consumer.subscribe(topics);
      while (true) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<String, String> record : records) {
          boolean stored = store(record);
          System.out.printf(
              "%s-%d@%d tenant %s version %d %s%n",
              record.topic(),
              record.partition(),
              record.offset(),
              record.key(),
              version(record),
              stored ? "stored" : "known");
        }
        if (!records.isEmpty()) {
          consumer.commitSync(); // After storing: what was not stored is read again.
        }
      }
    }
  }

  /** A message may come again, also an old one: only a newer version is stored. */
  private boolean store(ConsumerRecord<String, String> record) throws IOException {
    long version = version(record);
    Path file = directory.resolve(record.topic()).resolve(record.key());
    if (Files.exists(file) && version <= storedVersion(file)) {
      return false;
    }
    // Of a tenant that went the version stays, so that no old document of it comes back.
    String document = record.value() == null ? "" : record.value();
    Path complete = Files.writeString(directory.resolve("next"), version + "\n" + document);
    Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /** The end of {@code ce_id}, which is {@code tenant:version}; a tombstone has one too. */
  private static long version(ConsumerRecord<String, String> record) {
    String id = new String(record.headers().lastHeader("ce_id").value(), UTF_8);
    return Long.parseLong(id.substring(id.indexOf(':') + 1));
  }

  private static long storedVersion(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).lines().findFirst().orElseThrow());
  }
}
