package io.tenantatlas.bench.baseline;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.tenantatlas.bench.baseline.EngineArguments.Mode;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.projector.change.SourceTable;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** What the programs that run Debezium's embedded engine have in common. */
final class Engines {

  private static final String TABLES =
      Arrays.stream(SourceTable.values())
          .map(SourceTable::tableName)
          .collect(Collectors.joining("|", "public.(", ")"));

  private Engines() {}

  /**
   * The engine's defaults for all captured tables, but for the mode.
   *
   * @param args see {@link EngineArguments}
   */
  static Properties settings(EngineArguments args) {
    Properties engine = new Properties();
    engine.setProperty("name", "engine");
    engine.setProperty("topic.prefix", "engine");
    engine.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    engine.setProperty(
        "offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
    engine.setProperty("database.hostname", "127.0.0.1");
    engine.setProperty("database.port", Integer.toString(args.port()));
    engine.setProperty("database.dbname", BenchServers.SOURCE);
    engine.setProperty("database.user", BenchServers.USER);
    engine.setProperty("database.password", BenchServers.PASSWORD);
    engine.setProperty("plugin.name", "pgoutput");
    engine.setProperty("slot.name", EngineArguments.SLOT);
    engine.setProperty("publication.autocreate.mode", "filtered");
    engine.setProperty("table.include.list", TABLES);
    engine.setProperty("snapshot.mode", args.mode() == Mode.SNAPSHOT ? "initial" : "no_data");
    if (args.mode() == Mode.STREAM_PROMPTLY) {
      engine.setProperty("poll.interval.ms", "2");
    }
    engine.setProperty("tombstones.on.delete", "false");
    return engine;
  }

  static <R> void processed(
      List<ChangeEvent<R, R>> batch, RecordCommitter<ChangeEvent<R, R>> committer)
      throws InterruptedException {
    for (ChangeEvent<R, R> event : batch) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
  }
}
