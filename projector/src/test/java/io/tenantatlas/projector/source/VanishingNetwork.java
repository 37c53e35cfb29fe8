package io.tenantatlas.projector.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The way to a server. When it vanishes, connections stay open, and nothing passes on them any more
 * in either direction; new ones are as usual.
 */
public final class VanishingNetwork implements AutoCloseable {

  private final ServerSocket entrance;
  private final int server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile AtomicBoolean vanished = new AtomicBoolean();

  /** To a server of this machine. */
  public VanishingNetwork(int server) throws IOException {
    this.server = server;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where the server is reached through it. */
  public int port() {
    return entrance.getLocalPort();
  }

  /** From now on nothing passes on the connections that there are. */
  public void vanish() {
    vanished.set(true);
    vanished = new AtomicBoolean();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        sockets.addAll(List.of(client, behind));
        AtomicBoolean gone = vanished;
        Thread.ofVirtual().start(() -> pass(client, behind, gone));
        Thread.ofVirtual().start(() -> pass(behind, client, gone));
      } catch (IOException e) {
        if (!entrance.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void pass(Socket from, Socket to, AtomicBoolean gone) {
    byte[] bytes = new byte[1 << 16];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        if (gone.get()) {
          Thread.currentThread().join(); // until the test ends
        }
        out.write(bytes, 0, length);
        out.flush();
      }
      if (gone.get()) {
        Thread.currentThread().join();
      }
    } catch (IOException e) {
      // The other direction was closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
