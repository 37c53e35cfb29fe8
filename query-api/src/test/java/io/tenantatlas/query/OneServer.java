package io.tenantatlas.query;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The base of tests that ask the one server they share. Before each of them its read model has
 * progress, the same for all, and nothing else: tenant 42 is in partition 0, 43 in 1.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
@ExtendWith(OneServer.Shared.class)
abstract class OneServer {

  ReadModelDatabase database;
  RunningQueryApi api;

  @BeforeAll
  void use(Running shared) {
    database = shared.database;
    api = shared.api;
  }

  @BeforeEach
  void empty() throws SQLException {
    database.execute(
        """
        truncate partition_progress, document, onboarding_document, reference_document,
                 link_source, link, capture_status
        """);
    database.putPartition(0, "0/16B3748", "2026-11-21T20:00:01.5Z", true);
    database.putPartition(1, "0/10", "2026-11-21T20:00:00Z", true);
  }

  /** Starts the server for the first class that asks; JUnit closes it after the last. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(Running.class, type -> Running.start(), Running.class);
    }
  }

  /** The server and its database. */
  record Running(ReadModelDatabase database, RunningQueryApi api) implements AutoCloseable {

    static Running start() {
      try {
        ReadModelDatabase database = ReadModelDatabase.start();
        database.migrate();
        var api = new RunningQueryApi(database.url(), "--atlas.query-api.max-waiters=1");
        database.onWrite(api::refresh);
        return new Running(database, api);
      } catch (IOException | SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      api.close();
      database.close();
    }
  }
}
