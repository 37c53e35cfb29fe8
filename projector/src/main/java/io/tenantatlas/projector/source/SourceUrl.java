package io.tenantatlas.projector.source;

import io.tenantatlas.service.database.DatabaseUrl;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.postgresql.PGProperty;

/** Reads a URL of the PostgreSQL driver, as the driver does. */
public final class SourceUrl {

  /** They are settings of their own, or each kind of connection has its own value. */
  private static final List<String> NOT_IN_A_URL =
      Stream.of(
              PGProperty.USER,
              PGProperty.PASSWORD,
              PGProperty.CONNECT_TIMEOUT,
              PGProperty.LOGIN_TIMEOUT,
              PGProperty.SOCKET_TIMEOUT,
              PGProperty.REPLICATION,
              PGProperty.PREFER_QUERY_MODE,
              PGProperty.ASSUME_MIN_SERVER_VERSION)
          .map(PGProperty::getName)
          .toList();

  private SourceUrl() {}

  /**
   * Whether it is one, and has no parameter that the driver does not know or that is not the user's
   * to set there.
   */
  public static boolean isUsable(String url) {
    Properties parsed = DatabaseUrl.parse(url);
    return parsed != null
        && DatabaseUrl.unknownParameter(parsed) == null
        && Stream.of(url.substring(url.indexOf('?') + 1).split("&", -1))
            .noneMatch(parameter -> NOT_IN_A_URL.contains(parameter.split("=", 2)[0]));
  }

  /** Whether it names several servers, of which one is the source. */
  static boolean hasSeveralHosts(String url) {
    return of(url, PGProperty.PG_HOST).contains(",");
  }

  /** The first of its hosts. */
  static String host(String url) {
    return of(url, PGProperty.PG_HOST).split(",", 2)[0];
  }

  /** The port of the first of its hosts. */
  static int port(String url) {
    return Integer.parseInt(of(url, PGProperty.PG_PORT).split(",", 2)[0]);
  }

  static String database(String url) {
    return of(url, PGProperty.PG_DBNAME);
  }

  private static String of(String url, PGProperty property) {
    Properties parsed = DatabaseUrl.parse(url);
    String value = parsed == null ? null : property.getOrDefault(parsed);
    if (value == null) {
      throw new IllegalArgumentException("not a URL of the PostgreSQL driver");
    }
    return value;
  }
}
