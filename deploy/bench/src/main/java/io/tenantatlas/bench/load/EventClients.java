package io.tenantatlas.bench.load;

import io.tenantatlas.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many callers of the event stream, read by one thread. When each change arrived at each of them is
 * kept; it may be read by others for changes of which all arrivals have been counted.
 */
public final class EventClients implements AutoCloseable {

  /** So many wait for their first events at the same time. */
  private static final int OPENED_AT_ONCE = 100;

  /** The current KPI and badge documents are sent at once. */
  private static final int FIRST_EVENTS = 2;

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int PATIENCE_SECONDS = 30;

  private final Selector selector = Selector.open();
  private final Queue<Client> added = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final long[][] arrivedNanos;
  private final AtomicInteger[] arrivals;
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final Thread thread =
      Thread.ofPlatform().name("event-clients").daemon().unstarted(this::run);
  private volatile boolean closed;
  private long readNanos;

  /**
   * Nobody is connected yet.
   *
   * @param changes how many there will be, numbered from 1
   */
  public EventClients(int clients, int changes) throws IOException {
    this.arrivedNanos = new long[changes + 1][clients];
    this.arrivals = new AtomicInteger[changes + 1];
    for (int change = 0; change <= changes; change++) {
      arrivals[change] = new AtomicInteger();
    }
    thread.start();
  }

  /** One connection; its number is its place in the arrays of arrivals. */
  private final class Client {
    final int number;
    final SocketChannel channel;
    final EventReader reader;
    boolean begun;

    Client(int number, SocketChannel channel, String prefix) {
      this.number = number;
      this.channel = channel;
      this.reader = new EventReader(prefix, this::arrived);
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void arrived(int change) {
      arrivedNanos[change][number] = readNanos;
      arrivals[change].incrementAndGet();
    }
  }

  /** Connects all, tenants in turns, and returns when each has what is sent at the beginning. */
  public void open(URI address, String authorization, List<Long> tenants, String prefix)
      throws IOException {
    int clients = arrivedNanos[0].length;
    for (int number = 0; number < clients; number++) {
      long tenant = tenants.get(number % tenants.size());
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
      channel.write(ByteBuffer.wrap(request(address, authorization, tenant)));
      channel.configureBlocking(false);
      added.add(new Client(number, channel, prefix));
      selector.wakeup();
      int all = number + 1;
      if (all % OPENED_AT_ONCE == 0 || all == clients) {
        awaitReady(all);
      }
    }
  }

  private static byte[] request(URI address, String authorization, long tenant) {
    return String.format(
            Locale.ROOT,
            """
        GET /api/v1/tenants/%d/stream HTTP/1.1
        Host: %s
        Authorization: %s
        Accept: text/event-stream

        """,
            tenant,
            address.getAuthority(),
            authorization)
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void awaitReady(int clients) {
    if (!Pace.awaits(() -> ready.get() + lost.get() >= clients, PATIENCE_SECONDS)
        || lost.get() > 0) {
      throw new BenchException(
          String.format(
              Locale.ROOT,
              "of %d streams %d have begun and %d have ended: see atlas.query-api.stream.max-open, .max-open-per-actor and server.jetty.max-connections",
              clients,
              ready.get(),
              lost.get()));
    }
  }

  /** Waits until a change has arrived everywhere; returns whether it has in time. */
  public boolean awaitArrival(int change) {
    return Pace.awaits(
        () -> arrivals[change].get() + lost.get() >= arrivedNanos[0].length, PATIENCE_SECONDS);
  }

  /** When a change arrived at each client, on the clock of {@link System#nanoTime}; 0: never. */
  public long[] arrivals(int change) {
    return arrivedNanos[change];
  }

  /** How many connections ended, or were no stream. */
  public int lost() {
    return lost.get();
  }

  private void run() {
    try (selector) {
      while (!closed) {
        for (Client client = added.poll(); client != null; client = added.poll()) {
          client.channel.register(selector, SelectionKey.OP_READ, client);
        }
        selector.select(key -> read((Client) key.attachment(), key));
      }
      selector.keys().forEach(key -> ((Client) key.attachment()).close());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Client client, SelectionKey key) {
    int length = -1;
    try {
      length = client.channel.read(buffer.clear());
    } catch (IOException e) {
      // it is lost
    }
    readNanos = System.nanoTime();
    client.reader.read(buffer.flip());
    int status = client.reader.status();
    if (length < 0 || (status != 0 && status != 200)) {
      lost.incrementAndGet();
      key.cancel();
      client.close();
    } else if (!client.begun && client.reader.events() >= FIRST_EVENTS) {
      client.begun = true;
      ready.incrementAndGet();
    }
  }

  /** Closes all connections. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
