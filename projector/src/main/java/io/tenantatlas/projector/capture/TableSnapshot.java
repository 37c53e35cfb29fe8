package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceSettings;
import io.tenantatlas.projector.source.TableReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes whole tables to the change log as they are at one moment: every row that is there, and a
 * deletion of every row that the log has and the source has not. What is in memory is bounded by
 * bytes, however large the rows are.
 *
 * <p>Threads: one.
 */
final class TableSnapshot {

  private final ChangeLog log;
  private final RowLocations locations;
  private final SourceSettings source;
  private final int transactionBytes;
  private final Pulse pulse;
  private final List<Runnable> pending = new ArrayList<>();
  private int pendingBytes;
  private long written;

  /** Is told from time to time how many rows have been written. */
  @FunctionalInterface
  interface Pulse {

    /**
     * Told after each transaction.
     *
     * @throws InterruptedException when the reading shall end
     */
    void beat(long rows) throws InterruptedException;
  }

  /**
   * @param transactionBytes about how much one Kafka transaction carries
   */
  TableSnapshot(
      ChangeLog log,
      RowLocations locations,
      SourceSettings source,
      int transactionBytes,
      Pulse pulse) {
    this.log = log;
    this.locations = locations;
    this.source = source;
    this.transactionBytes = transactionBytes;
    this.pulse = pulse;
  }

  /** Writes a table. */
  void write(TableReader reader, SourceTable table) throws SQLException, InterruptedException {
    Envelope envelope = new Envelope(table, reader);
    RowLocations.Reread rows = locations.reread(table);
    try {
      reader.read(table, (id, tenantId, json) -> row(envelope, rows, id, tenantId, json));
      rows.end(
          (key, partition) ->
              add(envelope.deletion(key.id()), data -> log.remove(partition, key, data)));
      flush();
    } catch (InterruptedRowException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedException("interrupted while a table was read");
    }
  }

  private void row(
      Envelope envelope, RowLocations.Reread rows, long id, @Nullable Long tenantId, String json) {
    RowKey key = new RowKey(envelope.table, id);
    int partition = Partitioning.partitionOf(tenantId, log.partitions());
    int before = rows.put(id, partition);
    if (before != RowLocations.NOWHERE && before != partition) {
      add(envelope.deletion(id), data -> log.remove(before, key, data));
    }
    add(envelope.read(json), data -> log.write(partition, key, LogKeys.row(key), data));
    written++;
  }

  private void add(byte[] data, Consumer<byte[]> write) {
    pending.add(() -> write.accept(data));
    pendingBytes += data.length;
    if (pendingBytes >= transactionBytes) {
      try {
        flush();
      } catch (InterruptedException e) {
        throw new InterruptedRowException();
      }
    }
  }

  private void flush() throws InterruptedException {
    log.transaction(() -> pending.forEach(Runnable::run));
    pending.clear();
    pendingBytes = 0;
    pulse.beat(written);
  }

  /** Out of a callback that may throw nothing else. */
  private static final class InterruptedRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Debezium's envelope around rows of one table, as its own snapshots write it. */
  private final class Envelope {

    private final SourceTable table;
    private final String tail;

    Envelope(SourceTable table, TableReader reader) {
      this.table = table;
      this.tail =
          ",\"source\":{\"connector\":\"postgresql\",\"name\":\"tenantatlas\",\"snapshot\":\"true\",\"db\":%s,\"schema\":%s,\"table\":\"%s\",\"txId\":null,\"lsn\":%s,\"ts_ms\":%s}"
              .formatted(
                  JsonMapper.shared().writeValueAsString(source.database()),
                  JsonMapper.shared().writeValueAsString(source.schema()),
                  table.tableName(),
                  reader.position().value(),
                  reader.at().toEpochMilli());
    }

    byte[] read(String row) {
      return ("{\"before\":null,\"after\":" + row + tail + ",\"op\":\"r\"}").getBytes(UTF_8);
    }

    byte[] deletion(long id) {
      return ("{\"before\":{\"id\":" + id + "},\"after\":null" + tail + ",\"op\":\"d\"}")
          .getBytes(UTF_8);
    }
  }
}
