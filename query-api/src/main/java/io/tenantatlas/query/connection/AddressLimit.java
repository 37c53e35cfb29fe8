package io.tenantatlas.query.connection;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;

/**
 * Bounds the connections of each address. One too many is closed as soon as it is accepted. An IPv6
 * network of 64 bits, which is what one caller has, counts as one address. Jetty bounds all
 * together only.
 *
 * <p>Threads: any.
 */
public final class AddressLimit implements SelectorManager.AcceptListener {

  private static final int NETWORK_BYTES = 8;

  private final int max;
  private final Map<SelectableChannel, Object> addresses = new ConcurrentHashMap<>();
  private final Map<Object, Integer> connections = new ConcurrentHashMap<>();

  /**
   * @param max connections of one address
   */
  public AddressLimit(int max) {
    this.max = max;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    Object address = address(channel);
    addresses.put(channel, address);
    if (connections.merge(address, 1, Integer::sum) > max) {
      IO.close(channel); // then it cannot be accepted
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    Object address = addresses.remove(channel);
    if (address != null) {
      connections.computeIfPresent(address, (same, open) -> open == 1 ? null : open - 1);
    }
  }

  private static Object address(SelectableChannel channel) {
    try {
      return channel instanceof SocketChannel socket
              && socket.getRemoteAddress() instanceof InetSocketAddress peer
          ? network(peer.getAddress())
          : "unknown";
    } catch (IOException e) {
      return "unknown"; // it is gone already
    }
  }

  static Object network(InetAddress address) {
    return address instanceof Inet6Address
        ? ByteBuffer.wrap(address.getAddress(), 0, NETWORK_BYTES)
        : address;
  }
}
