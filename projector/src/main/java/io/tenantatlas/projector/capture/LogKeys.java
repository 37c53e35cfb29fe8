package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.nio.charset.StandardCharsets;

/**
 * The keys of the change log, by which it is compacted. A row's key is its table and primary key.
 *
 * <p>A change that came without the row's large values (unchanged TOAST) has a key of its own
 * beside the row's, so that compaction keeps the newest change that has them: both together, in
 * their order, are the row.
 */
final class LogKeys {

  private LogKeys() {}

  static byte[] row(RowKey key) {
    return bytes("{\"table\":\"%s\",\"id\":%s}".formatted(key.table().tableName(), key.id()));
  }

  static byte[] rowWithoutLargeValues(RowKey key) {
    return bytes(
        "{\"table\":\"%s\",\"id\":%s,\"partial\":true}"
            .formatted(key.table().tableName(), key.id()));
  }

  static byte[] truncate(SourceTable table) {
    return bytes("{\"table\":\"%s\",\"truncate\":true}".formatted(table.tableName()));
  }

  static byte[] mark(String kind) {
    return bytes("{\"mark\":\"%s\"}".formatted(kind));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
