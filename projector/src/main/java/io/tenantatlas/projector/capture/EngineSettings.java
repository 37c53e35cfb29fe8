package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceSession;
import io.tenantatlas.projector.source.SourceSettings;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Debezium engine's properties. */
final class EngineSettings {

  /** The engine's name, and the prefix of its (unused) topic names. */
  private static final String NAME = "tenantatlas";

  /** Matches no table; an empty list would match all. */
  private static final String NO_TABLE = "(?!)";

  private EngineSettings() {}

  /**
   * Of one engine.
   *
   * @param slot the replication slot, which is there
   * @param resumeAt the end of a source transaction that the slot has not passed
   * @param tables those whose changes are wanted
   * @param token that stands for large values that did not change
   */
  static Properties of(
      CaptureSettings settings,
      String slot,
      SourcePosition resumeAt,
      Set<SourceTable> tables,
      String token) {
    Properties engine = new Properties();
    engine.setProperty("name", NAME);
    engine.setProperty("topic.prefix", NAME);
    engine.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    source(engine, settings, slot);
    captured(engine, settings.source().schema(), tables);
    // Where transactions end, and heartbeats: all of them in the stream, in their place.
    engine.setProperty("provide.transaction.metadata", "true");
    engine.setProperty(
        "message.prefix.include.list", SourceSession.HEARTBEAT_PREFIX.replace(".", "\\."));
    // Timestamps as text, so that their meaning does not depend on the column's type and precision.
    engine.setProperty("time.precision.mode", "isostring");
    engine.setProperty("tombstones.on.delete", "false");
    engine.setProperty("skipped.operations", "none");
    engine.setProperty("unavailable.value.placeholder", token);
    engine.setProperty("max.batch.size", Integer.toString(settings.batchSize()));
    engine.setProperty("max.queue.size", Integer.toString(settings.queueSize()));
    engine.setProperty("max.queue.size.in.bytes", Long.toString(settings.queueBytes()));
    engine.setProperty("poll.interval.ms", Long.toString(settings.pollInterval().toMillis()));
    engine.setProperty("queue.provider.type", QuietQueue.NAME);
    CommittedOffsetStore.configure(engine, NAME, resumeAt);
    engine.setProperty("offset.mismatch.strategy", "no_validation");
    engine.setProperty("event.converting.failure.handling.mode", "fail");
    // Failures end the engine; capture begins again from the last mark.
    engine.setProperty("errors.max.retries", "0");
    engine.setProperty("slot.max.retries", "0");
    engine.setProperty("task.management.timeout.ms", "5000");
    // Capture reads tables itself, see TableSnapshot.
    engine.setProperty("snapshot.mode", "no_data");
    return engine;
  }

  private static void source(Properties engine, CaptureSettings settings, String slot) {
    SourceSettings source = settings.source();
    // Debezium asks for them; its connections are made by the URL.
    engine.setProperty("database.hostname", source.host());
    engine.setProperty("database.port", Integer.toString(source.port()));
    engine.setProperty("database.dbname", source.database());
    engine.setProperty("database." + EngineConnections.URL, source.url());
    engine.setProperty("database.user", source.username());
    engine.setProperty("database.password", source.password());
    engine.setProperty("plugin.name", "pgoutput");
    engine.setProperty("slot.name", slot);
    engine.setProperty("publication.name", settings.publicationName());
    engine.setProperty("publication.autocreate.mode", "disabled");
    engine.setProperty("database.connection.factory.class", EngineConnections.class.getName());
    engine.setProperty("database.tcpKeepAlive", "true");
    engine.setProperty(
        "database.connectTimeout", Long.toString(Math.max(1, source.timeout().toSeconds())));
    // The driver would cancel a statement over another connection, without TLS.
    engine.setProperty("database.query.timeout.ms", "0");
    engine.setProperty("status.update.interval.ms", "5000");
  }

  /** Lists of regular expressions, which the engine would match without regard to case. */
  private static void captured(Properties engine, String schemaName, Set<SourceTable> tables) {
    String schema = "(?-i)" + literally(schemaName);
    engine.setProperty("schema.include.list", schema);
    engine.setProperty(
        "table.include.list",
        tables.isEmpty()
            ? NO_TABLE
            : tables.stream()
                .map(table -> schema + "\\." + table.tableName())
                .collect(Collectors.joining(",")));
    engine.setProperty(
        "column.include.list",
        tables.stream()
            .flatMap(
                table ->
                    Stream.concat(
                            Stream.of(SourceTable.ID), table.columns().stream().map(Column::name))
                        .map(column -> schema + "\\." + table.tableName() + "\\." + column))
            .collect(Collectors.joining(",")));
  }

  /** A regular expression that matches the name and nothing else; a comma does not end it. */
  private static String literally(String name) {
    return name.codePoints()
        .mapToObj(
            character ->
                (Character.isLetterOrDigit(character) || character == '_' ? "" : "\\")
                    + Character.toString(character))
        .collect(Collectors.joining());
  }
}
