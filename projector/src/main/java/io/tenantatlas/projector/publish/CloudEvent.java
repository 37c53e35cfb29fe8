package io.tenantatlas.projector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.projection.view.Rfc3339;
import io.tenantatlas.projector.store.Provenance;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/**
 * What a record says about itself: CloudEvents 1.0 in Kafka's binary binding, with extension
 * attributes of our own.
 *
 * @param id unique for each change of a subject
 * @param of what changed: the type is {@code io.tenantatlas.<of>.changed.v1}
 * @param tenant the subject
 * @param time when it changed
 * @param provenance what it is right for: {@code ce_sourcehistory}, {@code ce_sourcelsn}, {@code
 *     ce_sourceat} (absent when not known) and {@code ce_asof}
 */
record CloudEvent(String id, String of, long tenant, Instant time, Provenance provenance) {

  private static final String SOURCE = "/tenantatlas/projector";

  void addTo(Headers headers) {
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", id);
    add(headers, "ce_source", SOURCE);
    add(headers, "ce_type", "io.tenantatlas." + of + ".changed.v1");
    add(headers, "ce_subject", Long.toString(tenant));
    add(headers, "ce_time", Rfc3339.millis(time));
    add(headers, "content-type", "application/json");
    SourcePoint source = provenance.source();
    add(headers, "ce_sourcehistory", source.history().text());
    add(headers, "ce_sourcelsn", source.position().toString());
    Instant sourceAt = source.at();
    if (sourceAt != null) {
      add(headers, "ce_sourceat", Rfc3339.millis(sourceAt));
    }
    add(headers, "ce_asof", Rfc3339.millis(provenance.asOf()));
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
