package io.tenantatlas.projector.source;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/**
 * Opens connections to the source. A connection whose other end has vanished fails in time. What
 * the role or the database set for sessions (limits of time, the zone) does not hold on them.
 */
public final class SourceConnections {

  private SourceConnections() {}

  /**
   * A connection on which every answer begins within {@link SourceSettings#timeout}; the session's
   * time zone is UTC.
   */
  public static Connection connect(SourceSettings source) throws SQLException {
    return connect(source, source.timeout());
  }

  /**
   * A connection on which a statement may be silent for longer.
   *
   * @param silence how long nothing may come before the connection counts as dead; the source gives
   *     up a statement just as long, so that none goes on for nobody
   */
  static Connection connect(SourceSettings source, Duration silence) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", source.username());
    properties.setProperty("password", source.password());
    properties.setProperty("ApplicationName", "tenantatlas-capture");
    Duration connecting = silence.compareTo(source.timeout()) < 0 ? silence : source.timeout();
    properties.setProperty("loginTimeout", seconds(connecting));
    properties.setProperty("connectTimeout", seconds(connecting));
    properties.setProperty("socketTimeout", seconds(silence));
    properties.setProperty("cancelSignalTimeout", "1");
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = open(source.url(), properties);
    // Not as a start-up option: the driver sends the JVM's time zone, which comes after those.
    try (Statement statement = connection.createStatement()) {
      // Rows that a policy hides from us would be missing; with row_security off that is an error.
      statement.execute(
          """
          set time zone 'UTC';
          set row_security = off;
          set statement_timeout = %s;
          select set_config(name, '0', false) from pg_settings where name in (
            'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')
          """
              .formatted(silence.toMillis()));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /**
   * A connection as the URL says, which wins over {@code properties}. Of several servers the
   * primary is the source, unless the URL says otherwise.
   */
  public static Connection open(String url, Properties properties) throws SQLException {
    if (SourceUrl.hasSeveralHosts(url)) {
      properties.putIfAbsent("targetServerType", "primary");
    }
    return DriverManager.getConnection(url, properties);
  }

  /** The driver counts in whole seconds. */
  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
  }
}
