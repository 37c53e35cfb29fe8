package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of the change log, by which it is compacted. A row's key is its table and primary key.
 *
 * <p>A change that came without some of the row's large values (unchanged TOAST) has a key of its
 * own beside the row's, so that compaction keeps the newest change that has them: together, in
 * their order, they are the row. Where something is kept of one JSON column and nothing of another,
 * changes that lack only the latter have a third key: they may be the newest ones that have what is
 * kept, and changes without it would replace them.
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

  static byte[] rowWithoutUnkeptJson(RowKey key) {
    return bytes(
        "{\"table\":\"%s\",\"id\":%s,\"partial\":\"json\"}"
            .formatted(key.table().tableName(), key.id()));
  }

  /** The key of a change. */
  static byte[] change(RowKey key, Event.Lack lack) {
    return switch (lack) {
      case NOTHING -> row(key);
      case UNKEPT_JSON -> rowWithoutUnkeptJson(key);
      case LARGE_VALUES -> rowWithoutLargeValues(key);
    };
  }

  /** All keys that changes of the row may have, the row's own first. */
  static List<byte[]> changes(RowKey key) {
    List<byte[]> keys = new ArrayList<>(List.of(row(key)));
    if (Event.Lack.mayLackUnkeptJson(key.table())) {
      keys.add(rowWithoutUnkeptJson(key));
    }
    if (key.table().hasLargeColumns()) {
      keys.add(rowWithoutLargeValues(key));
    }
    return keys;
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
