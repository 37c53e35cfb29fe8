package io.tenantatlas.query.http;

import io.tenantatlas.query.store.Document;
import java.util.Locale;
import java.util.Optional;

/** What a KPI request asks for: the document, or one member of it at the same JSON path. */
enum KpiPart {
  WHOLE,
  DASHBOARD,
  INVENTORY,
  OPERATIONS;

  /** The path segments as a pattern of Spring's. */
  static final String SEGMENTS = "dashboard|inventory|operations";

  static KpiPart ofSegment(String segment) {
    return valueOf(segment.toUpperCase(Locale.ROOT));
  }

  /** A strong entity tag: content changes only with the version, and a removed tenant's returns. */
  String etag(Document document) {
    return "\"%s-%d-%s\""
        .formatted(
            this == WHOLE ? "kpi" : "kpi." + member(),
            document.version(),
            Long.toString(document.changedAt().toEpochMilli(), Character.MAX_RADIX));
  }

  /** The JSON text to serve; empty when the document has no such member. */
  Optional<String> body(long tenantId, Document document) {
    return members(document)
        .map(
            members ->
                "{\"tenant_id\":%d,\"version\":%d,\"changed_at\":\"%s\",%s"
                    .formatted(
                        tenantId,
                        document.version(),
                        Timestamps.format(document.changedAt()),
                        members));
  }

  private Optional<String> members(Document document) {
    if (this == WHOLE) {
      return Optional.of(document.content().substring(1));
    }
    return JsonMember.slice(document.content(), member())
        .map(value -> "\"" + member() + "\":" + value + "}");
  }

  private String member() {
    return name().toLowerCase(Locale.ROOT);
  }
}
