package io.tenantatlas.projector.capture;

import io.debezium.jdbc.JdbcConfiguration;
import io.debezium.jdbc.JdbcConnection;
import io.tenantatlas.projector.source.SourceConnections;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Opens Debezium's connections to the source, the one for replication too: by the same URL as ours,
 * so with the same TLS to the same servers. Debezium (3.6.1 and before) reads the labels of every
 * enum of the database when it starts, and fails when one has none; so here it is told of an empty
 * list instead of null. It finds this class by its name.
 */
public final class EngineConnections implements JdbcConnection.ConnectionFactory {

  /** The setting, behind {@code database.}, that says where the source is. */
  static final String URL = "atlas.url";

  private static final String LABELS = "e.values as enum_values";
  private static final String LABELS_IF_ANY = "coalesce(e.values, '{}') as enum_values";

  @Override
  public Connection connect(JdbcConfiguration config) throws SQLException {
    Properties properties = config.asProperties();
    return proxy(Connection.class, SourceConnections.open(config.getString(URL), properties));
  }

  /** The same, with statements that ask for enums asking for them so that there is an answer. */
  private static <T> T proxy(Class<T> type, T target) {
    InvocationHandler handler = (self, method, arguments) -> call(target, method, arguments);
    return type.cast(
        Proxy.newProxyInstance(
            EngineConnections.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
      arguments[0] = sql.replace(LABELS, LABELS_IF_ANY);
    }
    try {
      Object result = method.invoke(target, arguments);
      return method.getName().equals("createStatement")
          ? proxy(Statement.class, (Statement) result)
          : result;
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
