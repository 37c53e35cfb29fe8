package io.tenantatlas.query.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.ProgressFixture;
import io.tenantatlas.query.store.SourcePosition;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicDocumentTest {

  private static final String HEAD =
      "{\"tenant_id\":42,\"version\":7,\"changed_at\":\"2026-11-21T20:00:00.001Z\",";

  @Test
  void theContentIsWhatTheReadModelHas() {
    String members = "\"b\":{\"changed\":[1,2]},\"ü\":\"\\\",\\\"changed\\\":[\",\"n\":1.50";
    TopicDocument told =
        TopicDocument.of("kpi", record(HEAD + members + ",\"changed\":[{\"path\":\"$.b\"}]}"));
    assertThat(told.key()).isEqualTo(new DocumentKey.OfTenant(42, "kpi"));
    assertThat(told.document())
        .isEqualTo(
            new Document.Rendered(
                2, 7, Instant.parse("2026-11-21T20:00:00.001Z"), "{" + members + "}"));
    assertThat(told.progress())
        .isEqualTo(
            new Progress(
                ProgressFixture.HISTORY,
                true,
                new SourcePosition(16),
                Instant.parse("2026-11-21T20:00:00.002Z"),
                Instant.parse("2026-11-21T20:00:00.003Z")));
  }

  @Test
  void theSourcesClockMayBeUnknown() {
    var record = record(HEAD + "\"a\":1,\"changed\":[]}");
    record.headers().remove("ce_sourceat");
    assertThat(TopicDocument.of("kpi", record).progress().sourceAt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "{}", "{\"a\":1}", "{\"changed\":[],\"a\":1}", "{\"a\":"})
  void aValueOfAnotherFormIsRefusedWithoutItsContent(String value) {
    assertThatThrownBy(() -> TopicDocument.of("kpi", record(value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ce_id", "ce_time", "ce_sourcehistory", "ce_sourcelsn", "ce_asof", "ce_sourceat"})
  void aHeaderOfAnotherFormIsRefused(String name) {
    var record = record(HEAD + "\"a\":1,\"changed\":[]}");
    record.headers().remove(name).add(name, "x".getBytes(UTF_8));
    assertThatThrownBy(() -> TopicDocument.of("kpi", record))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ConsumerRecord<byte[], byte[]> record(String value) {
    var record =
        new ConsumerRecord<>("atlas.kpi.v1", 2, 0, "42".getBytes(UTF_8), value.getBytes(UTF_8));
    header(record, "ce_id", "42:7");
    header(record, "ce_time", "2026-11-21T20:00:00.001Z");
    header(record, "ce_sourcehistory", "7351234567890123456/1");
    header(record, "ce_sourcelsn", "0/10");
    header(record, "ce_sourceat", "2026-11-21T20:00:00.002Z");
    header(record, "ce_asof", "2026-11-21T20:00:00.003Z");
    return record;
  }

  private static void header(ConsumerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(UTF_8));
  }
}
