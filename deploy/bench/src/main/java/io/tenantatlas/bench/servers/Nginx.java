package io.tenantatlas.bench.servers;

import io.tenantatlas.bench.BenchException;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An nginx on a free loopback port that serves one static file with given headers: as it is set up
 * for speed, and without a log.
 */
public final class Nginx implements AutoCloseable {

  /** What nginx says itself of a file, or what belongs to the connection. */
  private static final Set<String> OWN =
      Set.of(
          "connection", "content-length", "content-type", "date", "etag", "keep-alive", "server");

  private final Path directory;
  private final int port;
  private final Process process;

  private Nginx(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one; returns when it listens.
   *
   * @param path of the file, as the request names it
   * @param headers of the answer with the same content that it is compared to; sent along
   */
  public static Nginx start(String path, byte[] content, HttpHeaders headers) throws IOException {
    String program = Tools.find("nginx");
    Path directory = Files.createTempDirectory("bench-nginx-");
    Path file = directory.resolve("root" + path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    int port = Ports.free(1).getFirst();
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(configuration, configuration(directory, port, headers));
    Process process =
        new ProcessBuilder(program, "-e", directory + "/error.log", "-c", configuration.toString())
            .inheritIO()
            .start();
    Nginx nginx = new Nginx(directory, port, process);
    try {
      Ports.awaitListener(port);
      return nginx;
    } catch (IOException | BenchException e) {
      nginx.close();
      throw e;
    }
  }

  private static String configuration(Path directory, int port, HttpHeaders headers) {
    return String.format(
        Locale.ROOT,
        """
        user %1$s;
        worker_processes auto;
        daemon off;
        pid %2$s/nginx.pid;
        error_log %2$s/error.log;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path %2$s/body;
          proxy_temp_path %2$s/proxy;
          fastcgi_temp_path %2$s/fastcgi;
          uwsgi_temp_path %2$s/uwsgi;
          scgi_temp_path %2$s/scgi;
          client_header_buffer_size 4k;
          sendfile on;
          tcp_nopush on;
          tcp_nodelay on;
          keepalive_requests 1000000000;
          keepalive_timeout 60s;
          open_file_cache max=16;
          server {
            listen 127.0.0.1:%3$d;
            root %2$s/root;
            default_type application/json;
            etag on;
        %4$s
          }
        }
        """,
        System.getProperty("user.name"),
        directory,
        port,
        lines(headers));
  }

  private static String lines(HttpHeaders headers) {
    return headers.map().entrySet().stream()
        .filter(header -> !OWN.contains(header.getKey().toLowerCase(Locale.ROOT)))
        .map(
            header ->
                "    add_header %s \"%s\";"
                    .formatted(header.getKey(), String.join(", ", header.getValue())))
        .collect(Collectors.joining("\n"));
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** Ends it, and deletes its files. */
  @Override
  public void close() throws IOException {
    Tools.end(process, Duration.ofSeconds(5));
    Standalone.delete(directory);
  }
}
