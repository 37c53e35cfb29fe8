package io.tenantatlas.projector.capture;

import static io.tenantatlas.projector.capture.SourceEvents.deleted;
import static io.tenantatlas.projector.capture.SourceEvents.inserted;
import static io.tenantatlas.projector.capture.SourceEvents.truncated;
import static io.tenantatlas.projector.capture.SourceEvents.updated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The log says the same rows when it has been compacted as far as Kafka ever does: of each key the
 * newest record is left, and no tombstone.
 */
class ChangeLogCompactionTest {

  private static final int HISTORIES = 200;
  private static final int CHANGES = 40;

  /** A row as the source has it. */
  private record Row(long tenant, String status, String large) {}

  @ParameterizedTest
  @EnumSource(
      value = SourceTable.class,
      names = {"OPERATION_RUNS", "FINDINGS"})
  void theCompactedLogSaysTheSameRowsAsTheWholeOne(SourceTable table) throws Exception {
    for (int seed = 0; seed < HISTORIES; seed++) {
      WrittenLog log = WrittenLog.of(new CaptureState(WrittenLog.LOG, 1, new SourcePosition(1)));
      Map<Long, Row> source = write(log, table, new Random(seed));
      assertThat(rows(log, false)).as("whole log, seed %d", seed).isEqualTo(source);
      assertThat(rows(log, true)).as("compacted log, seed %d", seed).isEqualTo(source);
    }
  }

  private static Map<Long, Row> write(WrittenLog log, SourceTable table, Random random)
      throws InterruptedException {
    Map<Long, Row> source = new TreeMap<>();
    for (int i = 0; i < CHANGES; i++) {
      long id = random.nextInt(4);
      Row before = source.get(id);
      int kind = random.nextInt(10);
      if (kind == 0) {
        log.write(truncated(table));
        source.clear();
      } else if (kind < 3 && before != null) {
        log.write(deleted(table, id));
        source.remove(id);
      } else if (kind < 7 && before != null) {
        // Only what is not large changes, so the large value is not sent.
        Row after = new Row(before.tenant, "status-" + i, before.large);
        log.write(updated(table, id, values(table, after, ChangeDecoder.UNAVAILABLE)));
        source.put(id, after);
      } else {
        Row after = new Row(40 + random.nextInt(4), "status-" + i, "large-" + i);
        Object[] values = values(table, after, after.large);
        log.write(before == null ? inserted(table, id, values) : updated(table, id, values));
        source.put(id, after);
      }
    }
    return source;
  }

  private static Object[] values(SourceTable table, Row row, String large) {
    return new Object[] {"tenant_id", row.tenant, "status", row.status, largeColumn(table), large};
  }

  private static String largeColumn(SourceTable table) {
    return table == SourceTable.FINDINGS ? "scope_key" : "context";
  }

  private static Map<Long, Row> rows(WrittenLog log, boolean compacted) {
    Map<Long, Row> rows = new TreeMap<>();
    for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
      List<ProducerRecord<byte[], byte[]>> records = log.committed("changes", partition).toList();
      Map<RowKey, Row> here = new HashMap<>();
      for (ProducerRecord<byte[], byte[]> record : compacted ? compacted(records) : records) {
        apply(log.decode(record), here);
      }
      here.forEach((key, row) -> assertThat(rows.put(key.id(), row)).isNull());
    }
    return rows;
  }

  private static List<ProducerRecord<byte[], byte[]>> compacted(
      List<ProducerRecord<byte[], byte[]>> records) {
    SequencedMap<String, ProducerRecord<byte[], byte[]>> newest = new LinkedHashMap<>();
    for (ProducerRecord<byte[], byte[]> record : records) {
      newest.putLast(new String(record.key(), UTF_8), record);
    }
    List<ProducerRecord<byte[], byte[]>> left = new ArrayList<>(newest.values());
    left.removeIf(record -> record.value() == null);
    return left;
  }

  private static void apply(LogRecord record, Map<RowKey, Row> rows) {
    switch (record) {
      case LogRecord.Upsert upsert -> {
        RowImage row = upsert.row();
        Row before = rows.get(row.key());
        String column = largeColumn(row.key().table());
        String large = row.text(column);
        if (!row.values().containsKey(column)) {
          large = before == null ? "lost" : before.large;
        }
        rows.put(
            row.key(),
            new Row(
                row.tenantId() == null ? 0 : row.tenantId(),
                String.valueOf(row.text("status")),
                String.valueOf(large)));
      }
      case LogRecord.Delete delete -> rows.remove(delete.key());
      case LogRecord.Truncate truncate ->
          rows.keySet().removeIf(key -> key.table() == truncate.table());
      case LogRecord.Mark mark -> {}
    }
  }
}
