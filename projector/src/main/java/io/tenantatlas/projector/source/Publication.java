package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.SourceTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The publication: made if it is absent, and mended where it lacks something that capture needs.
 * What else is in it stays. A role that may not alter it changes nothing.
 */
public final class Publication {

  private static final String NOT_ALLOWED = "42501";
  private static final String LOCK_TIMEOUT = "set local lock_timeout = '5s'";

  private Publication() {}

  /**
   * Makes or mends the publication if need be.
   *
   * @param found what the catalog says now
   * @return what it says afterwards; it may still have problems
   */
  public static SourceContract mend(
      Connection connection, SourceCatalog catalog, SourceContract found) throws SQLException {
    List<String> statements = statements(catalog, found);
    if (statements.isEmpty()) {
      return found;
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK_TIMEOUT);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      if (!NOT_ALLOWED.equals(e.getSQLState())) {
        throw e;
      }
    } finally {
      connection.setAutoCommit(true);
    }
    return catalog.read();
  }

  private static List<String> statements(SourceCatalog catalog, SourceContract found) {
    String publication = SourceSettings.quote(found.publication());
    boolean generated = catalog.publishesGenerated() && found.hasStoredGenerated();
    Published published = found.published();
    if (published == null) {
      String with = generated ? " with (publish_generated_columns = stored)" : "";
      return List.of(
          "create publication " + publication + " for table " + names(found, tables()) + with);
    }
    List<String> statements = new ArrayList<>();
    List<String> options = options(published, found, generated);
    if (!options.isEmpty()) {
      statements.add(
          "alter publication " + publication + " set (" + String.join(", ", options) + ")");
    }
    Set<SourceTable> partial = EnumSet.noneOf(SourceTable.class);
    Set<SourceTable> missing = EnumSet.noneOf(SourceTable.class);
    for (Map.Entry<SourceTable, CapturedTable> table : found.tables().entrySet()) {
      CapturedTable.Membership membership = table.getValue().published();
      if (membership == null && !published.allTables()) {
        missing.add(table.getKey());
      } else if (membership != null && (membership.filtered() || membership.columns() != null)) {
        partial.add(table.getKey());
      }
    }
    if (!partial.isEmpty()) {
      statements.add("alter publication " + publication + " drop table " + names(found, partial));
    }
    missing.addAll(partial);
    if (!missing.isEmpty()) {
      statements.add("alter publication " + publication + " add table " + names(found, missing));
    }
    return statements;
  }

  private static List<String> options(
      Published published, SourceContract found, boolean generated) {
    List<String> options = new ArrayList<>();
    if (!published.lacking().isEmpty()) {
      options.add("publish = 'insert, update, delete, truncate'");
    }
    boolean partition = found.tables().values().stream().anyMatch(CapturedTable::partition);
    if (published.viaRoot() && partition) {
      options.add("publish_via_partition_root = false");
    }
    if (generated && !published.generated()) {
      options.add("publish_generated_columns = stored");
    }
    return options;
  }

  private static Set<SourceTable> tables() {
    return EnumSet.allOf(SourceTable.class);
  }

  private static String names(SourceContract found, Set<SourceTable> tables) {
    return String.join(
        ", ",
        tables.stream()
            .map(
                table ->
                    SourceSettings.quote(found.schema())
                        + "."
                        + SourceSettings.quote(table.tableName()))
            .toList());
  }
}
