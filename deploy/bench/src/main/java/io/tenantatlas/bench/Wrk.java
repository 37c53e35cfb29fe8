package io.tenantatlas.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** wrk with one thread, which leaves the other core to the server. */
record Wrk(String program) {

  /** The one that is installed. */
  static Wrk find() {
    return new Wrk(Tools.find("wrk"));
  }

  /** Asks for one thing again and again, on connections that stay. */
  Load run(String url, Map<String, String> headers, int connections, int seconds)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(program, "-t1", "-c" + connections, "-d" + seconds + "s", "--latency"));
    headers.forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
    command.add(url);
    return Load.parse(Tools.run(command));
  }
}
