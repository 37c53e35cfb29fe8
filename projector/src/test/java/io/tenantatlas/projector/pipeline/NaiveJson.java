package io.tenantatlas.projector.pipeline;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What naive documents write the same way: instants and operation runs. */
final class NaiveJson {

  /** Reads numbers exactly, and whole ones as naive documents have them. */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private NaiveJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static void putInstant(ObjectNode into, String name, @Nullable Instant instant) {
    into.put(name, instant == null ? null : MILLIS.format(instant));
  }

  static void putRun(ObjectNode into, NaiveRow run) {
    into.put("id", run.id())
        .put("type", run.text("type"))
        .put("status", run.text("status"))
        .put("outcome", run.text("outcome"));
    putInstant(into, "created_at", run.instant("created_at"));
    putInstant(into, "started_at", run.instant("started_at"));
    putInstant(into, "completed_at", run.instant("completed_at"));
    into.put("url", runUrl(run));
    ObjectNode badges = into.putObject("badges");
    badges.set("status", NaiveBadges.badge("operation_run.status", run.text("status")));
    badges.set("outcome", NaiveBadges.badge("operation_run.outcome", run.text("outcome")));
  }

  static String runUrl(NaiveRow run) {
    return "/admin/operations/" + run.id();
  }
}
