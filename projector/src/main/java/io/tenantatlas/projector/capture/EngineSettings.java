package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Debezium engine's properties. */
final class EngineSettings {

  /** The engine's name, and the prefix of its (unused) topic names. */
  private static final String NAME = "tenantatlas";

  private EngineSettings() {}

  static Properties of(CaptureSettings settings, @Nullable SourcePosition resumeAt) {
    Properties engine = new Properties();
    engine.setProperty("name", NAME);
    engine.setProperty("topic.prefix", NAME);
    engine.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    source(engine, settings);
    captured(engine, settings.source().schema());
    // Where transactions end, where the snapshot ends, and heartbeats: all of them in the stream,
    // in their place.
    engine.setProperty("provide.transaction.metadata", "true");
    engine.setProperty("notification.enabled.channels", "sink");
    engine.setProperty("notification.sink.topic.name", NAME + ".notification");
    engine.setProperty("message.prefix.include.list", SourceSession.HEARTBEAT_PREFIX);
    // Timestamps as text, so that their meaning does not depend on the column's type and precision.
    engine.setProperty("time.precision.mode", "isostring");
    engine.setProperty("tombstones.on.delete", "false");
    engine.setProperty("skipped.operations", "none");
    engine.setProperty("unavailable.value.placeholder", ChangeDecoder.UNAVAILABLE);
    engine.setProperty("max.batch.size", Integer.toString(settings.batchSize()));
    engine.setProperty("max.queue.size", Integer.toString(settings.queueSize()));
    engine.setProperty("poll.interval.ms", Long.toString(settings.pollInterval().toMillis()));
    engine.setProperty("queue.provider.type", QuietQueue.NAME);
    CommittedOffsetStore.configure(engine, NAME, resumeAt);
    engine.setProperty("offset.mismatch.strategy", "trust_offset");
    // Failures end the engine; capture starts anew from the last mark.
    engine.setProperty("errors.max.retries", "0");
    engine.setProperty("snapshot.mode", "initial");
    engine.setProperty("snapshot.fetch.size", Integer.toString(settings.batchSize()));
    return engine;
  }

  private static void source(Properties engine, CaptureSettings settings) {
    SourceSettings source = settings.source();
    engine.setProperty("database.hostname", source.host());
    engine.setProperty("database.port", Integer.toString(source.port()));
    engine.setProperty("database.dbname", source.database());
    engine.setProperty("database.user", source.username());
    engine.setProperty("database.password", source.password());
    engine.setProperty("plugin.name", "pgoutput");
    engine.setProperty("slot.name", settings.slotName());
    engine.setProperty("publication.name", settings.publicationName());
    engine.setProperty("publication.autocreate.mode", "filtered");
    engine.setProperty("status.update.interval.ms", "5000");
  }

  private static void captured(Properties engine, String schema) {
    engine.setProperty("schema.include.list", schema);
    engine.setProperty(
        "table.include.list",
        SourceTable.names().stream()
            .map(table -> schema + "\\." + table)
            .collect(Collectors.joining(",")));
    engine.setProperty(
        "column.include.list",
        Arrays.stream(SourceTable.values())
            .flatMap(
                table ->
                    Stream.concat(
                            Stream.of(SourceTable.ID), table.columns().stream().map(Column::name))
                        .map(column -> schema + "\\." + table.tableName() + "\\." + column))
            .collect(Collectors.joining(",")));
  }
}
