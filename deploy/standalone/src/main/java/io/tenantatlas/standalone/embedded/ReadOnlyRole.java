package io.tenantatlas.standalone.embedded;

import io.tenantatlas.service.startup.StartupFailure;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;

/**
 * A role of the embedded PostgreSQL that may connect to one database and read its tables, those yet
 * to come included, and nothing else. Its password is another at every start and is kept nowhere.
 */
public record ReadOnlyRole(String name, String password) {

  private static final int PASSWORD_BYTES = 24;

  /**
   * Makes the role if it is absent, gives it a new password, and closes the server's databases to
   * it but one.
   *
   * @param name a plain lower-case identifier
   * @param database the one it may read
   * @param others of the server, which it may not even connect to
   */
  public static ReadOnlyRole create(
      EmbeddedPostgresServer server, String name, String database, List<String> others) {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    var role = new ReadOnlyRole(name, HexFormat.of().formatHex(random));
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl(database),
                EmbeddedPostgresServer.USER,
                EmbeddedPostgresServer.PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(role.grants(database));
      for (String other : others) {
        statement.execute("revoke all on database %s from public".formatted(other));
      }
      return role;
    } catch (SQLException e) {
      throw new StartupFailure(
          "the read-only role %s cannot be made: %s".formatted(name, e.getMessage()), e);
    }
  }

  private String grants(String database) {
    return """
    do $$ begin
      if not exists (select from pg_roles where rolname = '%1$s') then
        create role %1$s;
      end if;
    end $$;
    alter role %1$s login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
      password '%2$s';
    alter role %1$s set default_transaction_read_only = on;
    revoke all on database %3$s from public;
    grant connect on database %3$s to %1$s;
    revoke create on schema public from public;
    grant usage on schema public to %1$s;
    grant select on all tables in schema public to %1$s;
    alter default privileges in schema public grant select on tables to %1$s;
    """
        .formatted(name, password, database);
  }

  @Override
  public String toString() {
    return name;
  }
}
