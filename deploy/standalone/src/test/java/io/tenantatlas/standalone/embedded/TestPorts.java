package io.tenantatlas.standalone.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Free ports below the ephemeral range, so that no outgoing connection takes one between its choice
 * and its use.
 */
public final class TestPorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final Random RANDOM = new SecureRandom();

  private TestPorts() {}

  public static int free() {
    return free(1).getFirst();
  }

  /** Distinct ports that are free now. */
  public static List<Integer> free(int count) {
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < count) {
      int port = RANDOM.nextInt(LOWEST, HIGHEST);
      if (!ports.contains(port) && isFree(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
