package io.tenantatlas.query.connection;

import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;

/** Makes each HTTP/1.1 connection a {@link SerialConnection}. */
public final class SerialConnections extends HttpConnectionFactory {

  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public SerialConnections(HttpConfiguration settings, LongSupplier nanoTime) {
    super(settings);
    this.nanoTime = nanoTime;
  }

  /**
   * Has an action run, in any thread, if the caller closes the connection before the request is
   * answered. Of several actions the last counts. A caller who has already sent the next request,
   * or has not sent all of this one, is seen to go only when the connection ends.
   */
  public static void onHangUp(Request request, Runnable action) {
    if (request.getConnectionMetaData() instanceof SerialConnection connection) {
      connection.onHangUp(action);
    }
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    var connection = new SerialConnection(getHttpConfiguration(), connector, endPoint, nanoTime);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }
}
