package io.tenantatlas.standalone.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.json.JsonParserFactory;

/**
 * The settings that the programs know, ours and Spring's: those that the metadata of the jars on
 * the class path list. A setting that is a list or a map has others below it.
 */
final class KnownSettings {

  private final Map<String, Boolean> openByName = new HashMap<>();

  KnownSettings() {
    try {
      ClassLoader loader = KnownSettings.class.getClassLoader();
      for (String name :
          List.of("spring-configuration-metadata", "additional-spring-configuration-metadata")) {
        for (URL metadata : Collections.list(loader.getResources("META-INF/" + name + ".json"))) {
          try (InputStream in = metadata.openStream()) {
            read(new String(in.readAllBytes(), UTF_8));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(String json) {
    Object properties = JsonParserFactory.getJsonParser().parseMap(json).get("properties");
    for (Object property : properties == null ? List.of() : DeployFiles.list(properties)) {
      Map<String, Object> setting = DeployFiles.map(property);
      boolean removed =
          setting.get("deprecation") instanceof Map<?, ?> gone && "error".equals(gone.get("level"));
      if (!removed) {
        String type = String.valueOf(setting.get("type"));
        boolean open =
            Stream.of("java.util.List", "java.util.Set", "java.util.Map")
                .anyMatch(type::startsWith);
        openByName.merge(String.valueOf(setting.get("name")), open, Boolean::logicalOr);
      }
    }
  }

  /** Whether an environment variable sets something. */
  boolean hasVariable(String variable) {
    return openByName.entrySet().stream()
        .anyMatch(
            known -> {
              String name = variable(known.getKey());
              return variable.equals(name) || (known.getValue() && variable.startsWith(name + "_"));
            });
  }

  /** Whether there is a setting of that name. */
  boolean has(String name) {
    return openByName.entrySet().stream()
        .anyMatch(
            known ->
                name.equals(known.getKey())
                    || (known.getValue() && name.startsWith(known.getKey() + ".")));
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
  }
}
