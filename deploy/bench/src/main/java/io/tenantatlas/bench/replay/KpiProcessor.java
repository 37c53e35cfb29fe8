package io.tenantatlas.bench.replay;

import io.tenantatlas.projector.change.SourcePosition;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One partition's rows and counters. */
final class KpiProcessor implements Processor<byte[], byte[], Long, byte[]> {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final StreamsReplay replay;
  private final Set<Long> changed = new HashSet<>();

  @SuppressWarnings("NullAway.Init")
  private ProcessorContext<Long, byte[]> context;

  @SuppressWarnings("NullAway.Init")
  private KeyValueStore<byte[], byte[]> rows;

  @SuppressWarnings("NullAway.Init")
  private KeyValueStore<Long, byte[]> counters;

  KpiProcessor(StreamsReplay replay) {
    this.replay = replay;
  }

  @Override
  public void init(ProcessorContext<Long, byte[]> context) {
    this.context = context;
    this.rows = context.getStateStore(StreamsReplay.ROWS_STORE);
    this.counters = context.getStateStore(StreamsReplay.COUNTERS_STORE);
    var unused =
        context.schedule(StreamsReplay.COMMIT, PunctuationType.WALL_CLOCK_TIME, now -> forward());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    replay.time.record();
    JsonNode value = JSON.readTree(record.value());
    if (value.has("mark")) {
      mark(value);
    } else {
      String table = value.path("source").path("table").asString();
      boolean gone = value.path("op").asString().equals("d");
      row(record.key(), gone ? null : KpiCounters.image(table, value.path("after")));
    }
  }

  private void mark(JsonNode mark) {
    SourcePosition position = SourcePosition.parse(mark.path("lsn").asString("0/0"));
    if (position.value() == replay.lastPosition) {
      forward();
      addTotals();
      replay.partitionsLeft.countDown();
    }
  }

  private void row(byte[] key, @Nullable ObjectNode image) {
    byte @Nullable [] before = rows.get(key);
    if (before != null) {
      add(JSON.readTree(before), -1);
    }
    if (image != null) {
      add(image, 1);
    }
    rows.put(key, image == null ? null : JSON.writeValueAsBytes(image));
  }

  private void add(JsonNode image, int sign) {
    Map<String, Long> amounts = replay.kpis.of(image);
    if (amounts.isEmpty()) {
      return;
    }
    long tenant = image.path("tenant_id").asLong();
    byte @Nullable [] before = counters.get(tenant);
    ObjectNode sums = before == null ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(before);
    amounts.forEach((name, amount) -> sums.put(name, sums.path(name).asLong(0) + sign * amount));
    counters.put(tenant, JSON.writeValueAsBytes(sums));
    changed.add(tenant);
  }

  private void forward() {
    long now = context.currentSystemTimeMs();
    for (Long tenant : changed) {
      context.forward(new Record<>(tenant, Objects.requireNonNull(counters.get(tenant)), now));
    }
    changed.clear();
  }

  private void addTotals() {
    try (KeyValueIterator<Long, byte[]> all = counters.all()) {
      while (all.hasNext()) {
        KeyValue<Long, byte[]> tenant = all.next();
        JsonNode sums = JSON.readTree(tenant.value);
        replay.totals.addAndGet(0, sums.path(KpiCounters.OPEN_FINDINGS).asLong(0));
        replay.totals.addAndGet(1, sums.path(KpiCounters.ITEMS).asLong(0));
        replay.totals.addAndGet(2, sums.path(KpiCounters.ACTIVE).asLong(0));
      }
    }
  }
}
