package io.tenantatlas.standalone.embedded;

import io.tenantatlas.service.startup.StartupFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** TCP ports of the loopback address: are they free, and which one is. */
public final class Ports {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int BACKLOG = 1;
  private static final int ATTEMPTS = 100;

  private Ports() {}

  /**
   * Throws {@link StartupFailure} for the first port that is taken, or that two settings name.
   *
   * @param portsBySetting in the order they are checked; port 0 means "any" and is always free
   */
  public static void requireFree(Map<String, Integer> portsBySetting) {
    Map<Integer, String> seen = new LinkedHashMap<>();
    portsBySetting.forEach(
        (setting, port) -> {
          String other = port == 0 ? null : seen.putIfAbsent(port, setting);
          if (other != null) {
            throw new StartupFailure(
                String.format(
                    Locale.ROOT,
                    "%s and %s are both %d: give each its own port",
                    other,
                    setting,
                    port));
          }
          if (!isFree(port)) {
            throw new StartupFailure(
                String.format(
                    Locale.ROOT,
                    "port %d is taken: stop the program that uses it, or choose another port with --%s=<port>",
                    port,
                    setting));
          }
        });
  }

  /**
   * A port that is free now and is none of {@code reserved}. Nothing holds it: another program may
   * take it.
   */
  static int findFree(Collection<Integer> reserved) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (ServerSocket socket = new ServerSocket(0, BACKLOG, LOOPBACK)) {
        if (!reserved.contains(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new StartupFailure("no free port on 127.0.0.1: " + e.getMessage(), e);
      }
    }
    throw new StartupFailure("no free port on 127.0.0.1");
  }

  /**
   * Listening shows it, not connecting: a taken port need not answer. Reuse is on, so TIME_WAIT
   * does not count.
   */
  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(LOOPBACK, port), BACKLOG);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
