package io.tenantatlas.query.docs;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.JsonSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Adds to the described routes what is the same for all: {@code openapi-base.yaml}, and the
 * definitions of the JSON Schemas as components of the same name. Works when the description is
 * first asked for, not at the start.
 */
public final class ApiDescription implements GlobalOpenApiCustomizer {

  /** All have only {@code $defs}, whose names are unique over all files. */
  private static final List<String> SCHEMAS =
      List.of("common", "kpi", "badge", "link", "surface", "answers");

  @Override
  public void customise(OpenAPI description) {
    try {
      Object yaml =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(text("openapi-base.yaml"));
      OpenAPI base = Json31.mapper().convertValue(yaml, OpenAPI.class);
      description.setInfo(base.getInfo());
      description.setServers(base.getServers());
      description.setSecurity(base.getSecurity());
      description.setTags(base.getTags());
      description.setComponents(base.getComponents());
      description.setPaths(inOrder(description.getPaths()));
      for (String name : SCHEMAS) {
        addDefinitions(base.getComponents(), name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The order in which Spring finds routes is not said to be always the same. */
  private static Paths inOrder(Paths found) {
    var paths = new Paths();
    new TreeMap<>(found).forEach(paths::addPathItem);
    return paths;
  }

  private static void addDefinitions(Components components, String name) throws IOException {
    String here =
        text("schemas/" + name + ".json")
            .replaceAll("\"\\w*(\\.json)?#/\\$defs/", "\"#/components/schemas/");
    for (var definition : Json31.mapper().readTree(here).required("$defs").properties()) {
      JsonNode schema = definition.getValue();
      components.addSchemas(
          definition.getKey(), Json31.mapper().treeToValue(schema, JsonSchema.class));
    }
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = ApiDescription.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("There is no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
