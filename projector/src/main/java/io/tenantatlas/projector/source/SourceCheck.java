package io.tenantatlas.projector.source;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that a source can be captured: its settings, its tables and their columns. Reads only. */
public final class SourceCheck {

  private final Connection connection;
  private final String schema;
  private final String publication;

  /** A check of the database the connection is on. */
  public SourceCheck(Connection connection, String schema, String publication) {
    this.connection = connection;
    this.schema = schema;
    this.publication = publication;
  }

  /**
   * Everything that stands in the way, each as a sentence that says what to do; empty when nothing
   * does. The publication is not looked at: capture makes and mends it.
   *
   * @throws SQLException when the source cannot be asked
   */
  public List<String> problems() throws SQLException {
    List<String> problems = new ArrayList<>();
    String role = String.valueOf(text("select current_user"));
    String walLevel = text("show wal_level");
    if (!"logical".equals(walLevel)) {
      problems.add(
          "the source has wal_level=%s; set wal_level=logical in its configuration and restart it"
              .formatted(walLevel));
    }
    if (!"t".equals(text(MAY_REPLICATE))) {
      problems.add(
          "the source's role may not replicate; run: alter role %s replication".formatted(role));
    }
    problems.addAll(new SourceCatalog(connection, schema, publication).read().tableProblems(role));
    return problems;
  }

  private static final String MAY_REPLICATE =
      """
      select (rolsuper or rolreplication
              or exists (select from pg_roles r where r.rolname = 'rds_replication'
                         and pg_has_role(current_user, r.oid, 'member')))::text::char
      from pg_roles where rolname = current_user
      """;

  private @Nullable String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
