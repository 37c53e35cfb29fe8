package io.tenantatlas.standalone.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of {@code deploy} and of the services beside it. */
final class DeployFiles {

  private DeployFiles() {}

  /** A file or directory of {@code deploy}. */
  static Path deploy(String path) {
    return Path.of("..").resolve(path);
  }

  /** A file of one of the services, {@code projector} or {@code query-api}. */
  static Path service(String service, String path) {
    return Path.of("..", "..", service).resolve(path);
  }

  static String text(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML text; a key that stands twice in a mapping is an error. */
  static List<Map<String, Object>> documents(String yaml) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    strict.setMaxAliasesForCollections(200);
    Iterable<Object> documents = new Yaml(new SafeConstructor(strict)).loadAll(yaml);
    return StreamSupport.stream(documents.spliterator(), false).map(DeployFiles::map).toList();
  }

  /** A port that a service listens on: what its YAML files, which may import each other, say. */
  static int port(String service, String... path) {
    for (String file : List.of("application.yaml", service + ".yaml")) {
      Path yaml = service(service, "src/main/resources/" + file);
      Object at = Files.exists(yaml) ? documents(text(yaml)).getFirst() : null;
      for (String key : path) {
        at = at instanceof Map<?, ?> settings ? settings.get(key) : null;
      }
      if (at instanceof Integer port) {
        return port;
      }
    }
    throw new AssertionError(service + " has no port " + String.join(".", path));
  }

  @SuppressWarnings("unchecked") // keys of these files are texts
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  /** The value at a path of keys; fails when it is not there. */
  static Object at(Object from, String... path) {
    Object at = from;
    for (String key : path) {
      at = map(at).get(key);
      if (at == null) {
        throw new AssertionError("nothing at " + key + " of " + String.join(".", path));
      }
    }
    return at;
  }
}
