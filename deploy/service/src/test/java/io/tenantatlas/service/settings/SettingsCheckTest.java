package io.tenantatlas.service.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.service.startup.StartupFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What nobody knows is refused by name, wherever it is set. */
class SettingsCheckTest {

  private static final String METADATA =
      """
          {"properties": [
            {"name": "atlas.source.url", "type": "java.lang.String"},
            {"name": "atlas.capture.slot-name", "type": "java.lang.String"},
            {"name": "atlas.kpi.drift-scan-types", "type": "java.util.List<java.lang.String>"},
            {"name": "atlas.read-model.url", "type": "java.lang.String",
             "deprecation": {"level": "error", "replacement": "spring.datasource.url"}},
            {"name": "atlas.source.old", "type": "java.lang.String", "deprecation": {"level": "error"}},
            {"name": "spring.datasource.url", "type": "java.lang.String"}
          ]}
          """;

  private static SettingsCheck check() {
    try {
      return SettingsCheck.of(new ByteArrayInputStream(METADATA.getBytes(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(MapPropertySource source) {
    MutablePropertySources sources = new MutablePropertySources();
    sources.addLast(source);
    check().refuseUnknown(ConfigurationPropertySources.from(sources));
  }

  private static MapPropertySource file(String name) {
    return new MapPropertySource("file", Map.of(name, "x"));
  }

  private static MapPropertySource environment(String name) {
    return new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atlas.source.url",
        "atlas.capture.slot-name",
        "atlas.capture.slotName",
        "atlas.kpi.drift-scan-types",
        "atlas.kpi.drift-scan-types[1]",
        "atlas.query-api.anything",
        "atlas.standalone.data-dir",
        "atlas.projector.anything",
        "atlasx.source",
        "spring.whatever"
      })
  void aSettingThatIsKnownOrOfAnotherProgramIsLeftAlone(String name) {
    assertThatCode(() -> check(file(name))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"atlas.sourc.url", "atlas.source.urll", "atlas.source", "atlas.source.url.x"})
  void aSettingThatNobodyKnowsIsRefusedByName(String name) {
    refused(() -> check(file(name)))
        .hasMessageStartingWith(name + ": there is no such setting (")
        .hasMessageContaining("property source \"file\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATLAS_SOURCE_URL",
        "ATLAS_CAPTURE_SLOTNAME",
        "ATLAS_CAPTURE_SLOT_NAME",
        "ATLAS_KPI_DRIFTSCANTYPES_1",
        "ATLAS_SOURCE_SERVICE_HOST",
        "ATLAS_SOURCE_PORT_5432_TCP_ADDR",
        "ATLAS_URI",
        "ATLAS_SOURCES"
      })
  void aVariableThatIsKnownOrOfSomethingElseIsLeftAlone(String name) {
    assertThatCode(() -> check(environment(name))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ATLAS_SOURCE_URLL", "atlas_source_urll", "ATLAS_CAPTURE_SLOT"})
  void aVariableThatNobodyKnowsIsRefusedByName(String name) {
    assertThatThrownBy(() -> check(environment(name)))
        .isInstanceOf(StartupFailure.class)
        .hasMessage(name + ": there is no such setting");
  }

  @ParameterizedTest
  @CsvSource({
    "atlas.read-model.url, ; set spring.datasource.url instead",
    "atlas.source.old, ; remove it"
  })
  void aNameOfAnEarlierReleaseIsRefusedWithTheOneThatTookItsPlace(String name, String instead) {
    refused(() -> check(file(name)))
        .hasMessageStartingWith(name + " is a setting of an earlier release (")
        .hasMessageEndingWith(instead);
  }

  @Test
  void aVariableOfAnEarlierReleaseIsRefusedToo() {
    refused(() -> check(environment("ATLAS_READMODEL_URL")))
        .hasMessageContaining("set spring.datasource.url instead");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(Runnable check) {
    return assertThatThrownBy(check::run).isInstanceOf(StartupFailure.class);
  }
}
