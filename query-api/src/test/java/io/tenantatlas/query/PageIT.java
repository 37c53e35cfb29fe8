package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the live page as a browser gets them; they need no read model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PageIT {

  private static final String NO_READ_MODEL = "jdbc:postgresql://127.0.0.1:1/none";
  private static final Pattern REFERENCE =
      Pattern.compile("(?:href|src)=\"(/[^\"]*\\.[a-z]+)\"|from '\\./([^']+)'");

  private RunningQueryApi api;

  @BeforeAll
  void start() {
    api = new RunningQueryApi(NO_READ_MODEL);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/,text/html",
    "/index.html,text/html",
    "/assets/app.js,text/javascript",
    "/assets/base.css,text/css",
    "/favicon.svg,image/svg+xml"
  })
  void aFileIsServedAndThenOnlyAskedAbout(String path, String type) {
    HttpResponse<String> answer = api.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).startsWith(type);
    assertThat(header(answer, "cache-control")).isEqualTo("no-cache");
    String tag = header(answer, "etag");
    assertThat(tag).matches("\"[0-9a-f]{32}\"");

    HttpResponse<String> again = api.get(path, "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(api.send("HEAD", api.port(), path).statusCode()).isEqualTo(200);
  }

  @Test
  void everythingThatThePageRefersToIsThere() {
    List<String> modules =
        REFERENCE
            .matcher(api.get("/").body())
            .results()
            .map(MatchResult::group)
            .filter(reference -> reference.contains(".js"))
            .toList();
    assertThat(modules).hasSize(1);
    assertReferencesOf("/");
    assertReferencesOf("/assets/app.js");
  }

  private void assertReferencesOf(String path) {
    HttpResponse<String> answer = api.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    for (MatchResult found : REFERENCE.matcher(answer.body()).results().toList()) {
      String reference = found.group(1) == null ? "/assets/" + found.group(2) : found.group(1);
      if (!reference.equals("/swagger-ui.html")) {
        assertReferencesOf(reference);
      }
    }
  }

  @Test
  void thePageNeedsNothingInlineAndNothingFromElsewhere() {
    String page = api.get("/").body();
    assertThat(page).doesNotContain("http:", "https:", "style=", "<style", "javascript:");
    assertThat(page).doesNotContainPattern("\\son[a-z]+=");
    assertThat(page).doesNotContainPattern("<script(?![^>]*\\ssrc=)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/application.yaml",
        "/query-api.yaml",
        "/assets/none.js",
        "/assets/",
        "/static/index.html",
        "/assets/..%2f..%2fapplication.yaml",
        "/assets/%2e%2e/%2e%2e/application.yaml",
        "/org/springframework/boot/SpringApplication.class"
      })
  void nothingElseOfTheClassPathIsServed(String path) {
    HttpResponse<String> answer = api.get(path);
    assertThat(answer.statusCode()).isBetween(400, 404);
    assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void aFileCannotBeWritten() {
    assertThatIsProblem(api.send("POST", api.port(), "/assets/app.js"), 405, "method-not-allowed");
  }
}
