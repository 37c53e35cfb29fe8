package io.tenantatlas.projector.source;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/** Opens connections to the source. A connection whose other end has vanished fails in time. */
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
   * @param silence how long nothing may come before the connection counts as dead
   */
  static Connection connect(SourceSettings source, Duration silence) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", source.username());
    properties.setProperty("password", source.password());
    properties.setProperty("ApplicationName", "tenantatlas-capture");
    properties.setProperty("loginTimeout", seconds(source.timeout()));
    properties.setProperty("connectTimeout", seconds(source.timeout()));
    properties.setProperty("socketTimeout", seconds(silence));
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = DriverManager.getConnection(source.url(), properties);
    // Not as a start-up option: the driver sends the JVM's time zone, which comes after those.
    try (Statement statement = connection.createStatement()) {
      statement.execute("set time zone 'UTC'");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /** The driver counts in whole seconds. */
  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
  }
}
