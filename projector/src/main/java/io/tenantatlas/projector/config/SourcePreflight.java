package io.tenantatlas.projector.config;

import io.tenantatlas.projector.source.SourceCheck;
import io.tenantatlas.projector.source.SourceConnections;
import io.tenantatlas.projector.source.SourceSettings;
import io.tenantatlas.service.database.DatabaseErrors;
import io.tenantatlas.service.startup.StartupFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Checks at the start that the source can be captured. */
final class SourcePreflight {

  private SourcePreflight() {}

  static void run(ProjectorProperties properties) {
    SourceSettings source = KafkaSettings.source(properties);
    try (Connection connection = SourceConnections.connect(source)) {
      List<String> problems =
          new SourceCheck(connection, source.schema(), properties.capture().publicationName())
              .problems();
      if (!problems.isEmpty()) {
        throw new StartupFailure(String.join("; ", problems));
      }
    } catch (SQLException e) {
      throw new StartupFailure(DatabaseErrors.line(e, "atlas.source", source.url()), e);
    }
  }
}
