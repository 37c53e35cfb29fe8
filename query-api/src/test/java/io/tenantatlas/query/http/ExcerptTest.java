package io.tenantatlas.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.query.security.Access;
import io.tenantatlas.query.security.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {

  private static final String KPIS =
      """
      {"dashboard":{"inventory":{"x":1}},"inventory":{"big":12345678901234567890.50}}""";

  private static final String SURFACE =
      """
      {"scopes":["a:x","b:y"],
       "actors":{"":{"cta":null},"a:x":{"cta":1.0},"b:y":{"cta":2.00},"a:x b:y":{"cta":3}},
       "shared":{"cta_of_all":12345678901234567890.50}}""";

  private static Excerpt surfaceFor(String... scopes) {
    return Excerpt.surface(
        "s", new Actor("", Access.NOTHING, Access.NOTHING, Set.of(scopes), Instant.MAX), SURFACE);
  }

  @Test
  void theWholeHasAllMembers() {
    assertThat(Excerpt.whole("kpi", KPIS))
        .isEqualTo(new Excerpt("kpi", false, List.of(), KPIS.substring(1, KPIS.length() - 1)));
  }

  @Test
  void aMemberKeepsItsExactText() {
    assertThat(Excerpt.member("kpi", "inventory", KPIS))
        .isEqualTo(
            new Excerpt(
                "kpi.inventory",
                false,
                List.of(),
                "\"inventory\":{\"big\":12345678901234567890.50}"));
  }

  @Test
  void aMemberThatIsMissingIsAnError() {
    assertThatThrownBy(() -> Excerpt.member("kpi", "operations", KPIS))
        .isInstanceOf(MalformedDocumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "z:z         | null | ''",
        "a:x         | 1.0  | -a.x",
        "b:y         | 2.00 | -b.y",
        "b:y a:x z:z | 3    | -a.x+b.y"
      })
  void anActorSeesWhatIsForTheScopesHeld(String scopes, String cta, String tagSuffix) {
    Excerpt excerpt = surfaceFor(scopes.split(" "));
    assertThat(excerpt.members())
        .isEqualTo("\"cta\":" + cta + ",\"cta_of_all\":12345678901234567890.50");
    assertThat(excerpt.tagSuffix()).isEqualTo(tagSuffix);
    assertThat(excerpt.forActor()).isTrue();
  }

  @Test
  void anActorWithoutScopesSeesWhatIsForEverybody() {
    assertThat(surfaceFor()).isEqualTo(surfaceFor("z:z"));
  }

  @Test
  void aSurfaceMayShowNothingOfOneOrTheOther() {
    Excerpt excerpt =
        Excerpt.surface(
            "s", Actor.NOBODY, "{\"scopes\":[],\"actors\":{\"\":{}},\"shared\":{\"a\":1}}");
    assertThat(excerpt.members()).isEqualTo("\"a\":1");
    assertThat(excerpt.tagSuffix()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"actors\":{\"\":{}},\"shared\":{}}",
        "{\"scopes\":\"a:x\",\"actors\":{\"\":{}},\"shared\":{}}",
        "{\"scopes\":[],\"actors\":[],\"shared\":{}}",
        "{\"scopes\":[],\"actors\":{\"a:x\":{}},\"shared\":{}}",
        "{\"scopes\":[],\"actors\":{\"\":[]},\"shared\":{}}",
        "{\"scopes\":[],\"actors\":{\"\":{}},\"shared\":null}",
        "{\"scopes\":[],\"actors\":{\"\":{}},\"shared\":\"}"
      })
  void aSurfaceThatIsNotAsAgreedIsAnError(String content) {
    assertThatThrownBy(() -> Excerpt.surface("s", Actor.NOBODY, content))
        .isInstanceOf(MalformedDocumentException.class);
  }
}
