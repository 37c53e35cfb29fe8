package io.tenantatlas.projector.schemas;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** The JSON Schemas of messages and documents, and what JSON does not keep of them. */
final class Schemas {

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private Schemas() {}

  /**
   * What is wrong with the JSON; empty when it is as the schema says, formats included.
   *
   * @param schema a file, {@code kpi.v1.json}, or a definition, {@code kpi.json#/$defs/KpiDocument}
   */
  static List<String> errors(String schema, String json) {
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
