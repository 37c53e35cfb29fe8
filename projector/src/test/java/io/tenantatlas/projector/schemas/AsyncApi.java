package io.tenantatlas.projector.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description of the topics. */
final class AsyncApi {

  static final Path DIRECTORY = Path.of("src/main/resources");

  private AsyncApi() {}

  static JsonNode read() {
    try {
      Object yaml = new Yaml().load(Files.readString(DIRECTORY.resolve("asyncapi.yaml")));
      return JsonMapper.shared().valueToTree(yaml);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The example of a message. */
  static JsonNode example(String message) {
    return read().at("/components/messages/" + message + "/examples/0");
  }
}
