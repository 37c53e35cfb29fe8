package io.tenantatlas.query.connection;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/** Makes each HTTP/1.1 connection a {@link SerialConnection}. */
public final class SerialConnections extends HttpConnectionFactory {

  public SerialConnections(HttpConfiguration settings) {
    super(settings);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    var connection = new SerialConnection(getHttpConfiguration(), connector, endPoint);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }
}
