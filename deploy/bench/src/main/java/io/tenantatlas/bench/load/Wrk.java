package io.tenantatlas.bench.load;

import io.tenantatlas.bench.servers.Tools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** wrk with one thread, which leaves the other core to the server. */
public record Wrk(String program) {

  /** The one that is installed. */
  public static Wrk find() {
    return new Wrk(Tools.find("wrk"));
  }

  /** Asks for one thing again and again, on connections that stay. */
  public WrkRun run(String url, Map<String, String> headers, int connections, int seconds)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(program, "-t1", "-c" + connections, "-d" + seconds + "s", "--latency"));
    headers.forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
    command.add(url);
    return WrkRun.parse(Tools.run(command));
  }
}
