package io.tenantatlas.projector.capture;

import static io.tenantatlas.projector.capture.SourceEvents.deleted;
import static io.tenantatlas.projector.capture.SourceEvents.inserted;
import static io.tenantatlas.projector.capture.SourceEvents.truncated;
import static io.tenantatlas.projector.capture.SourceEvents.updated;
import static io.tenantatlas.projector.capture.WrittenLog.TOKEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

  /** A table, and columns of it: a small one, and a large one of which something is kept. */
  private enum Shape {
    FINDINGS(SourceTable.FINDINGS, "status", "scope_key", "%d", "scope_key"),
    RUNS(
        SourceTable.OPERATION_RUNS,
        "status",
        "context",
        "{\"verification_report\":%d}",
        "context.verification_report"),
    SESSIONS(
        SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS,
        "workspace_id",
        "state",
        "{\"verification_operation_run_id\":%d}",
        "state.verification_operation_run_id");

    private final SourceTable table;
    private final String small;
    private final String large;
    private final String form;
    private final String kept;

    Shape(SourceTable table, String small, String large, String form, String kept) {
      this.table = table;
      this.small = small;
      this.large = large;
      this.form = form;
      this.kept = kept;
    }

    Object[] columns(Row row) {
      Object number = this == SESSIONS ? (Object) row.small : Long.toString(row.small);
      return new Object[] {
        "tenant_id", row.tenant, small, number, large, form.formatted(row.large)
      };
    }

    /** The same without the large column's value, and sometimes without another one's. */
    Object[] columnsWithoutLarge(Row row, boolean withoutOther) {
      Object[] columns = columns(row);
      columns[5] = TOKEN;
      return withoutOther ? withoutOther(columns) : columns;
    }

    /** JSON of which nothing is kept did not change, and lies out of line. */
    Object[] withoutOther(Object... columns) {
      if (this != RUNS) {
        return columns;
      }
      List<Object> all = new ArrayList<>(List.of(columns));
      all.addAll(List.of("failure_summary", TOKEN));
      return all.toArray();
    }
  }

  /** A row as the source has it. */
  private record Row(long tenant, long small, long large) {}

  @ParameterizedTest
  @EnumSource
  void theCompactedLogSaysTheSameRowsAsTheWholeOne(Shape shape) throws Exception {
    for (int seed = 0; seed < HISTORIES; seed++) {
      WrittenLog log = WrittenLog.of(WrittenLog.state(1));
      Map<Long, Row> source = write(log, shape, new Random(seed));
      for (boolean compacted : new boolean[] {false, true}) {
        List<Map<Long, Row>> rows = rows(log, shape, compacted);
        String as = String.format(Locale.ROOT, "compacted: %s, seed %d", compacted, seed);
        assertThat(union(rows)).as(as).isEqualTo(source);
      }
    }
  }

  private static Map<Long, Row> write(WrittenLog log, Shape shape, Random random)
      throws InterruptedException {
    SourceTable table = shape.table;
    Map<Long, Row> source = new TreeMap<>();
    for (int i = 0; i < CHANGES; i++) {
      long id = random.nextInt(4);
      Row before = source.get(id);
      Row after = new Row(40 + random.nextInt(4), i, i);
      int kind = random.nextInt(12);
      if (kind == 0) {
        log.write(truncated(table));
        source.clear();
      } else if (before == null) {
        log.write(inserted(table, id, shape.columns(after)));
        source.put(id, after);
      } else if (kind < 3) {
        log.write(deleted(table, id));
        source.remove(id);
      } else if (kind < 7) {
        // Only what is not large changes, so the large value is not sent.
        after = new Row(before.tenant, i, before.large);
        log.write(updated(table, id, shape.columnsWithoutLarge(after, random.nextBoolean())));
        source.put(id, after);
      } else if (kind < 10) {
        after = new Row(before.tenant, i, i);
        log.write(updated(table, id, shape.withoutOther(shape.columns(after))));
        source.put(id, after);
      } else {
        log.write(updated(table, id, shape.columns(after)));
        source.put(id, after);
      }
    }
    return source;
  }

  /** Of each partition, the rows that its records say. */
  private static List<Map<Long, Row>> rows(WrittenLog log, Shape shape, boolean compacted) {
    List<Map<Long, Row>> rows = new ArrayList<>();
    for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
      List<ProducerRecord<byte[], byte[]>> records = log.committed("changes", partition).toList();
      Map<Long, RowImage> images = new TreeMap<>();
      for (ProducerRecord<byte[], byte[]> record : compacted ? compacted(records) : records) {
        apply(log.decode(record), images);
      }
      Map<Long, Row> here = new TreeMap<>();
      images.forEach((id, image) -> here.put(id, row(shape, image)));
      rows.add(here);
    }
    return rows;
  }

  private static Row row(Shape shape, RowImage image) {
    return new Row(
        image.tenantId() == null ? 0 : image.tenantId(),
        number(image, shape.small),
        number(image, shape.kept));
  }

  /** The number that a column says; none when its value was lost. */
  private static long number(RowImage image, String column) {
    Object value = image.values().get(column);
    return value == null ? -1 : Long.parseLong(value.toString());
  }

  private static Map<Long, Row> union(List<Map<Long, Row>> partitions) {
    Map<Long, Row> union = new TreeMap<>();
    for (Map<Long, Row> rows : partitions) {
      rows.forEach((id, row) -> assertThat(union.put(id, row)).isNull());
    }
    return union;
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

  private static void apply(LogRecord record, Map<Long, RowImage> rows) {
    switch (record) {
      case LogRecord.Upsert upsert -> {
        long id = upsert.row().key().id();
        rows.put(id, upsert.row().keptOver(rows.get(id)));
      }
      case LogRecord.Delete delete -> rows.remove(delete.key().id());
      case LogRecord.Truncate truncate -> rows.clear();
      case LogRecord.Mark mark -> {}
    }
  }
}
