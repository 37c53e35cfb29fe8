package io.tenantatlas.bench.replay;

import io.tenantatlas.bench.changelog.ChangeLogTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The KPI counters of each tenant by Kafka Streams: at least once, RocksDB with change logs in
 * Kafka, a thread for each partition.
 */
public final class StreamsReplay {

  /** Where counters go. */
  public static final String COUNTERS = "streams.counters";

  static final String ROWS_STORE = "rows";
  static final String COUNTERS_STORE = "counters";

  /** Forwarded and committed this often. */
  static final Duration COMMIT = Duration.ofSeconds(1);

  final ReplayTime time = new ReplayTime();

  /** Of all tenants: open findings, items, active runs. */
  final AtomicLongArray totals = new AtomicLongArray(3);

  final KpiCounters kpis = new KpiCounters(Instant.now());
  final long lastPosition;
  final CountDownLatch partitionsLeft = new CountDownLatch(ChangeLogTopic.PARTITIONS);

  private StreamsReplay(long lastPosition) {
    this.lastPosition = lastPosition;
  }

  /** Arguments: brokers, the position of the last mark, a directory. */
  public static void main(String[] args) throws InterruptedException {
    StreamsReplay replay = new StreamsReplay(Long.parseLong(args[1]));
    KafkaStreams streams = new KafkaStreams(replay.topology(), settings(args[0], args[2]));
    streams.start();
    replay.partitionsLeft.await();
    streams.close(); // commits
    replay.time.say(replay.totals.get(0) + " " + replay.totals.get(1) + " " + replay.totals.get(2));
  }

  private static Properties settings(String brokers, String directory) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "streams");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, directory);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, ChangeLogTopic.PARTITIONS);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT.toMillis());
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return settings;
  }

  private Topology topology() {
    var rows =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(ROWS_STORE), Serdes.ByteArray(), Serdes.ByteArray())
            .withCachingEnabled();
    var counters =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(COUNTERS_STORE), Serdes.Long(), Serdes.ByteArray())
            .withCachingEnabled();
    return new Topology()
        .addSource(
            "log", new ByteArrayDeserializer(), new ByteArrayDeserializer(), ChangeLogTopic.NAME)
        .addProcessor("kpis", () -> new KpiProcessor(this), "log")
        .addStateStore(rows, "kpis")
        .addStateStore(counters, "kpis")
        .addSink("sink", COUNTERS, new LongSerializer(), new ByteArraySerializer(), "kpis");
  }
}
