package io.tenantatlas.query.cache;

import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A document as a topic tells it: {@code {"tenant_id":1,"version":7,"changed_at":"…", …,
 * "changed":[…]}}, with headers of CloudEvents that tell what it is right for.
 */
record TopicDocument(DocumentKey.OfTenant key, Document.Rendered document, Progress progress) {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads a record that is no tombstone.
   *
   * @throws IllegalArgumentException when it is not as agreed; never with its content
   */
  static TopicDocument of(String kind, ConsumerRecord<byte[], byte[]> record) {
    try {
      Headers headers = record.headers();
      String[] id = required(headers, "ce_id").split(":", 2);
      var key = new DocumentKey.OfTenant(Long.parseLong(id[0]), kind);
      String sourceAt = header(headers, "ce_sourceat");
      var progress =
          new Progress(
              new SourceHistory(required(headers, "ce_sourcehistory")),
              true, // as far as a record can tell
              SourcePosition.parse(required(headers, "ce_sourcelsn")),
              sourceAt == null ? null : Instant.parse(sourceAt),
              Instant.parse(required(headers, "ce_asof")));
      var document =
          new Document.Rendered(
              record.partition(),
              Long.parseLong(id[1]),
              Instant.parse(required(headers, "ce_time")),
              content(new String(record.value(), StandardCharsets.UTF_8)));
      return new TopicDocument(key, document, progress);
    } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("a CloudEvents header has another form", e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the value is no JSON"); // its message may quote content
    }
  }

  /** The members between those that every document begins with, and {@code changed}. */
  private static String content(String message) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), message)) {
      parser.nextToken();
      int from = -1;
      int to = -1;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        int at = (int) parser.currentTokenLocation().getCharOffset();
        switch (parser.currentName()) {
          case "tenant_id", "version", "changed_at" -> {}
          case "changed" -> to = at;
          default -> from = from < 0 ? at : from;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      if (from < 0 || to < from) {
        throw new IllegalArgumentException("a document has members, and changed behind them");
      }
      return "{" + message.substring(from, message.lastIndexOf(',', to)) + "}";
    }
  }

  private static String required(Headers headers, String name) {
    String value = header(headers, name);
    if (value == null) {
      throw new IllegalArgumentException("the header " + name + " is missing");
    }
    return value;
  }

  private static @Nullable String header(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }
}
