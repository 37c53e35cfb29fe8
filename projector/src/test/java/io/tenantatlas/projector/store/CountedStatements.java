package io.tenantatlas.projector.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Connections to a read model's database that note their prepared statements. */
final class CountedStatements extends DelegatingDataSource {

  private final List<String> statements = new ArrayList<>();

  CountedStatements(ReadModelDatabase database) {
    super(database.source());
  }

  /** Since the list was emptied last. */
  List<String> statements() {
    return statements;
  }

  /** A read model whose statements are noted. */
  ReadModel connected() {
    return new JdbcReadModel(
        new JdbcTemplate(this), new TransactionTemplate(new JdbcTransactionManager(this)));
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                statements.add((String) arguments[0]);
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
