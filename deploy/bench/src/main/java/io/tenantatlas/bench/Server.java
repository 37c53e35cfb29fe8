package io.tenantatlas.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Where the measured server comes from. */
interface Server extends AutoCloseable {

  /** Starts it, anew when it runs and is our own; returns when it serves. */
  Target start() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** One that runs already, when its address is given, else one of our own. */
  static Server of(Arguments arguments) {
    Target given =
        new Target(
            URI.create(arguments.text("address", "http://127.0.0.1:8080")),
            URI.create(arguments.text("management", "http://127.0.0.1:8081")),
            arguments.text("source", "jdbc:postgresql://127.0.0.1:15432/tenant_atlas"),
            Long.parseLong(arguments.text("pid", "0")));
    Path jar = Path.of(arguments.text("jar", "deploy/standalone/target/standalone.jar"));
    return arguments.has("address")
        ? new Running(given)
        : new Standalone(jar, arguments.number("tenants", 25));
  }

  /** One that somebody else started, and ends. */
  record Running(Target target) implements Server {
    @Override
    public Target start() {
      return target;
    }

    @Override
    public void close() {}
  }
}
