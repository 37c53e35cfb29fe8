package io.tenantatlas.bench.servers;

import io.tenantatlas.standalone.embedded.EmbeddedKafkaBroker;
import io.tenantatlas.standalone.embedded.EmbeddedPostgresServer;
import io.tenantatlas.standalone.source.SourceSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The process that runs PostgreSQL and the broker until its standard input ends. */
final class ServersProgram {

  static final String READY = "READY";
  static final String SOURCE = "tenant_atlas";
  static final String READ_MODEL = "read_model";

  /** Arguments: directory, port of PostgreSQL, port of Kafka. */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    int postgresPort = Integer.parseInt(args[1]);
    int kafkaPort = Integer.parseInt(args[2]);
    var postgres = new EmbeddedPostgresServer(directory.resolve("postgres"), postgresPort);
    try (postgres) {
      postgres.start(List.of(SOURCE, READ_MODEL));
      SourceSchema.LARAVEL.create(
          postgres.jdbcUrl(SOURCE), EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
      try (var kafka =
          EmbeddedKafkaBroker.start(
              directory.resolve("kafka"), kafkaPort, List.of(postgresPort, kafkaPort))) {
        System.out.println(READY + " " + kafka.bootstrapServers());
        while (System.in.read() >= 0) {
          // until whoever started this closes the stream, or ends
        }
      }
    }
  }

  private ServersProgram() {}
}
