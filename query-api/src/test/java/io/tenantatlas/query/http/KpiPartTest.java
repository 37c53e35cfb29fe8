package io.tenantatlas.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.query.store.Document;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KpiPartTest {

  private static final Document DOCUMENT =
      new Document(
          1881,
          Instant.parse("2026-11-21T20:00:00.000999Z"),
          """
          {"dashboard":{"inventory":{"x":1},"n":"\\u00e9 \\" } é"},"inventory":{"coverage_percent": 100.0,"big":12345678901234567890.50},"operations":{"avg":null}}""");

  @Test
  void theWholeIsTheContentBehindTheColumns() {
    assertThat(KpiPart.WHOLE.body(42, DOCUMENT))
        .hasValue(
            "{\"tenant_id\":42,\"version\":1881,\"changed_at\":\"2026-11-21T20:00:00.000Z\","
                + DOCUMENT.content().substring(1));
  }

  @Test
  void aPartKeepsItsExactText() {
    assertThat(KpiPart.INVENTORY.body(42, DOCUMENT))
        .hasValue(
            "{\"tenant_id\":42,\"version\":1881,\"changed_at\":\"2026-11-21T20:00:00.000Z\","
                + "\"inventory\":{\"coverage_percent\": 100.0,\"big\":12345678901234567890.50}}");
  }

  @Test
  void aPartThatTheDocumentLacksIsEmpty() {
    var older = new Document(1, Instant.EPOCH, "{\"dashboard\":{\"operations\":{}}}");
    assertThat(KpiPart.OPERATIONS.body(42, older)).isEmpty();
  }

  @Test
  void entityTagsTellPartsAndVersionsApart() {
    var next = new Document(1882, DOCUMENT.changedAt(), DOCUMENT.content());
    assertThat(KpiPart.WHOLE.etag(DOCUMENT)).matches("\"kpi-1881-[0-9a-z]+\"");
    assertThat(KpiPart.INVENTORY.etag(DOCUMENT)).isNotEqualTo(KpiPart.DASHBOARD.etag(DOCUMENT));
    assertThat(KpiPart.WHOLE.etag(DOCUMENT)).isNotEqualTo(KpiPart.WHOLE.etag(next));
  }
}
