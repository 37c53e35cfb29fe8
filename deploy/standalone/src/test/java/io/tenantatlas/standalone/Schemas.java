package io.tenantatlas.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/**
 * The JSON Schemas that come with the product. One is named by its file, {@code kpi.v1.json}, or as
 * a definition in it, {@code kpi.json#/$defs/KpiDocument}.
 */
public final class Schemas {

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private Schemas() {}

  /** Fails unless the JSON is as the schema says, formats included. */
  public static void assertValid(String schema, String json) {
    assertThat(errors(schema, json)).as("%s: %s", schema, json).isEmpty();
  }

  /** What is wrong with the JSON; empty when it is as the schema says. */
  public static List<String> errors(String schema, String json) {
    return REGISTRY
        .getSchema(SchemaLocation.of("classpath:schemas/" + schema))
        .validate(
            json,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .toList();
  }
}
