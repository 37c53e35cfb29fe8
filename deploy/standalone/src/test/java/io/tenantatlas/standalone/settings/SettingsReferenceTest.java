package io.tenantatlas.standalone.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * The committed reference of all settings is what the code says. Renew it with {@code
 * -Dsettings.renew=true}; the fresh one lies in {@code target}, too.
 */
class SettingsReferenceTest {

  private static final Path COMMITTED = Path.of("..", "SETTINGS.md");
  private static final Path FRESH = Path.of("target", "SETTINGS.md");

  /** What stands above it is written by hand. */
  private static final String GENERATED =
      "<!-- What follows is generated: see CONTRIBUTING.md. -->\n";

  /** Names that say all. */
  private static final List<String> PLAIN =
      List.of("url", "username", "password", "bootstrap-servers");

  @Test
  void theCommittedReferenceIsWhatTheCodeSays() throws IOException {
    String committed = Files.readString(COMMITTED);
    int begin = committed.indexOf(GENERATED) + GENERATED.length();
    assertThat(begin).isGreaterThan(GENERATED.length());
    String fresh =
        committed.substring(0, begin) + SettingsReference.markdown(SettingsReference.settings());
    Files.writeString(FRESH, fresh);
    if (Boolean.getBoolean("settings.renew")) {
      Files.writeString(COMMITTED, fresh);
    }
    assertThat(fresh)
        .as("deploy/SETTINGS.md; if the change is meant: -Dsettings.renew=true")
        .isEqualTo(Files.readString(COMMITTED));
  }

  @Test
  void everyProgramIsInIt() {
    assertThat(SettingsReference.markdown(SettingsReference.settings()))
        .contains("## Projector\n", "## Query API\n", "## Standalone run\n")
        .contains(
            "| `tenants` | `ATLAS_STANDALONE_WORKLOAD_TENANTS` | `25` | whole number, 1 to 10000 |");
  }

  @Test
  void everySettingIsDescribed() {
    assertThat(SettingsReference.settings())
        .filteredOn(each -> each.replacement() == null)
        .filteredOn(each -> PLAIN.stream().noneMatch(last -> each.name().endsWith("." + last)))
        .allSatisfy(each -> assertThat(each.description()).as(each.name()).isNotBlank());
  }

  @Test
  void aNameOfAnEarlierReleaseIsToldWithTheNewOne() {
    var removed = new Setting("atlas.old", null, "java.lang.String", "", "", "spring.new");
    assertThat(SettingsReference.markdown(List.of(removed)))
        .contains("| `atlas.old` | `spring.new` |");
  }

  record Limits(
      @Min(1) @Max(9) int range,
      @DecimalMin("0.01") double least,
      @DurationMin(millis = 1) @DurationMax(hours = 1, minutes = 30) Duration time,
      @NotBlank @Pattern(regexp = "[a-z]+") String text,
      List<@NotBlank String> list,
      String any) {

    @AssertTrue(message = "x.range must be less than x.least")
    boolean isRangeLess() {
      return range < least;
    }
  }

  @Test
  void boundsAreThoseOfTheAnnotations() {
    Map<String, String> bounds =
        Arrays.stream(Limits.class.getRecordComponents())
            .map(component -> DataObjectPropertyName.toDashedForm(component.getName()))
            .collect(Collectors.toMap(name -> name, name -> Bounds.of(Limits.class, "x." + name)));
    assertThat(bounds)
        .containsOnly(
            entry("range", "1 to 9"),
            entry("least", "at least 0.01"),
            entry("time", "1ms to 90m"),
            entry("text", "not empty; matches `[a-z]+`"),
            entry("list", "each not empty"),
            entry("any", ""));
    assertThat(Bounds.rules(Limits.class)).containsExactly("x.range must be less than x.least");
  }
}
