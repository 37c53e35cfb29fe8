package io.tenantatlas.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description of the topics that comes with the product, {@code asyncapi.yaml}. */
public final class AsyncApi {

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
  private static final JsonNode DESCRIPTION = read();
  private static final Map<String, Schema> HEADERS = new ConcurrentHashMap<>();

  private AsyncApi() {}

  private static JsonNode read() {
    try (InputStream file = AsyncApi.class.getResourceAsStream("/asyncapi.yaml")) {
      Object yaml = new Yaml().load(Objects.requireNonNull(file));
      return JsonMapper.shared().valueToTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails unless the headers are as the description of the message says, formats included. */
  public static void assertHeaders(String message, Map<String, String> headers) {
    List<Error> errors =
        HEADERS
            .computeIfAbsent(message, AsyncApi::headers)
            .validate(
                JsonMapper.shared().valueToTree(headers),
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    assertThat(errors).as("%s: %s", message, headers).isEmpty();
  }

  /** Where the description has schemas is no place that JSON Schema knows. */
  private static Schema headers(String message) {
    ObjectNode schema = (ObjectNode) DESCRIPTION.at("/components/messages/" + message + "/headers");
    String standing =
        schema.deepCopy().set("definitions", DESCRIPTION.at("/components/schemas")).toString();
    return REGISTRY.getSchema(standing.replace("#/components/schemas/", "#/definitions/"));
  }
}
