package io.tenantatlas.projector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.store.DocumentChange;
import io.tenantatlas.projector.store.ItemKey;
import io.tenantatlas.projector.store.LinkChange;
import io.tenantatlas.projector.store.Provenance;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.projector.store.StoredLink;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the records of the topics look like, to the byte. */
class TopicRecordsTest {

  private static final Instant CHANGED_AT = Instant.parse("2026-11-21T20:00:00.123Z");
  private static final Provenance PROVENANCE =
      new Provenance(
          new SourcePoint(
              new SourceHistory("7351234567890123456/1"),
              SourcePosition.parse("0/16B3748"),
              Instant.parse("2026-11-21T20:00:01.987654Z")),
          Instant.parse("2026-11-21T20:00:02Z"));

  private final TopicRecords records = new TopicRecords("acme.", 4);

  @Test
  void aDocumentIsSaidWithItsVersionAndWhatHasChanged() {
    ProducerRecord<byte[], byte[]> record =
        records.of(
            kpi(
                "{\"operations\":{\"active\":2},\"x\":[]}",
                "{\"operations\":{\"active\":1},\"x\":[]}"));
    assertThat(record.topic()).isEqualTo("acme.kpi.v1");
    assertThat(record.partition()).isEqualTo(2);
    assertThat(text(record.key())).isEqualTo("42");
    assertThat(text(record.value()))
        .isEqualTo(
            """
            {"tenant_id":42,"version":7,"changed_at":"2026-11-21T20:00:00.123Z",\
            "operations":{"active":2},"x":[],\
            "changed":[{"path":"$.operations.active","old":1,"new":2}]}""");
  }

  @Test
  void everyRecordSaysWhatItIsByTheHeadersOfCloudEvents() {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("ce_specversion", "1.0");
    expected.put("ce_id", "42:7");
    expected.put("ce_source", "/tenantatlas/projector");
    expected.put("ce_type", "io.tenantatlas.kpi.changed.v1");
    expected.put("ce_subject", "42");
    expected.put("ce_time", "2026-11-21T20:00:00.123Z");
    expected.put("content-type", "application/json");
    expected.put("ce_sourcehistory", "7351234567890123456/1");
    expected.put("ce_sourcelsn", "0/16B3748");
    expected.put("ce_sourceat", "2026-11-21T20:00:01.987Z");
    expected.put("ce_asof", "2026-11-21T20:00:02.000Z");
    assertThat(headers(records.of(kpi("{\"a\":1}", null)))).isEqualTo(expected);
    assertThat(headers(records.of(kpi(null, "{\"a\":1}")))).isEqualTo(expected);
  }

  @Test
  void aRemovedDocumentIsATombstone() {
    ProducerRecord<byte[], byte[]> record = records.of(kpi(null, "{\"a\":1}"));
    assertThat(text(record.key())).isEqualTo("42");
    assertThat(record.value()).isNull();
  }

  @Test
  void theSourcesClockIsLeftOutWhereItIsNotKnown() {
    Provenance unknown = new Provenance(SourcePoint.NONE, CHANGED_AT);
    StoredDocument badge = new StoredDocument(5, "badge", 1, CHANGED_AT, "{\"a\":1}");
    ProducerRecord<byte[], byte[]> record = records.of(new DocumentChange(badge, 3, null, unknown));
    assertThat(record.topic()).isEqualTo("acme.badge.v1");
    assertThat(headers(record))
        .containsEntry("ce_type", "io.tenantatlas.badge.changed.v1")
        .containsEntry("ce_sourcehistory", "0/0")
        .containsEntry("ce_sourcelsn", "0/0")
        .doesNotContainKey("ce_sourceat");
  }

  @Test
  void anEdgeHasItsOwnKeyAndTheSameHeaders() {
    StoredLink.Key key = new StoredLink.Key(new ItemKey(43, "a\"b"), "depends_on", false, "c");
    String text =
        """
        {"tenant_id":43,"source_id":"a\\"b","relationship_type":"depends_on","foundation":false,"reference":"c"}""";
    ProducerRecord<byte[], byte[]> record =
        records.of(new LinkChange(key, 9, "{\"an\":\"edge\"}", PROVENANCE));
    assertThat(record.topic()).isEqualTo("acme.link.v1");
    assertThat(record.partition()).isEqualTo(3);
    assertThat(text(record.key())).isEqualTo(text);
    assertThat(text(record.value())).isEqualTo("{\"an\":\"edge\"}");
    assertThat(headers(record))
        .containsEntry("ce_id", "43:9:" + text)
        .containsEntry("ce_type", "io.tenantatlas.link.changed.v1")
        .containsEntry("ce_subject", "43")
        .containsEntry("ce_time", "2026-11-21T20:00:02.000Z")
        .containsEntry("ce_sourcelsn", "0/16B3748");
    assertThat(records.of(new LinkChange(key, 9, null, PROVENANCE)).value()).isNull();
  }

  private static DocumentChange kpi(@Nullable String content, @Nullable String said) {
    return new DocumentChange(
        new StoredDocument(42, "kpi", 7, CHANGED_AT, content), 3, said, PROVENANCE);
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), text(header.value()));
    }
    return headers;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
