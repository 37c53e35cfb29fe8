package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

/** What tests ask of answers. */
final class Answers {

  static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  static void assertThatIsProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body())
        .contains("\"type\":\"urn:tenantatlas:problem:" + code + "\"")
        .contains("\"status\":" + status)
        .contains("\"title\":")
        .contains("\"detail\":")
        .doesNotContain("Exception")
        .doesNotContain("tenantatlas.query")
        .doesNotContain("select ");
  }

  private Answers() {}
}
