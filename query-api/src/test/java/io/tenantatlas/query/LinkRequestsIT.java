package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How edges are asked for: ids in paths, directions and limits. */
class LinkRequestsIT extends OneServer {

  private static final String TENANT = "/api/v1/tenants/42";
  private static final String ITEM = TENANT + "/inventory/policy/links";
  private static final String GROUP = TENANT + "/foundation/aad_group/group/links";
  private static final String MONDAY = "2026-11-16T08:00:00Z";

  @BeforeEach
  void fill() throws SQLException {
    database.putDocument(42, "kpi", 1, MONDAY, "{}");
    database.putItem(42, "policy", 0, "[]");
  }

  private static List<String> targets(HttpResponse<String> answer) {
    return JsonPath.read(answer.body(), "$.outbound[*].metadata.raw_ref");
  }

  private static List<String> sources(HttpResponse<String> answer) {
    return JsonPath.read(answer.body(), "$.inbound[*].source_id");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1, 2",
    "?direction=both, 1, 2",
    "?direction=outbound, 1, 0",
    "?direction=inbound, 0, 2",
    "?direction=inbound&limit=1, 0, 1",
    "?limit=1&color=red, 1, 1",
    "?limit=50, 1, 2"
  })
  void aDirectionNotAskedForIsEmpty(String query, int outbound, int inbound) throws SQLException {
    database.putEdge(42, "policy", 0, "target", MONDAY);
    database.putEdge(42, "first", 0, "policy", MONDAY);
    database.putEdge(42, "second", 0, "policy", MONDAY);
    HttpResponse<String> answer = api.get(ITEM + query);
    assertThat(targets(answer)).hasSize(outbound);
    assertThat(sources(answer)).hasSize(inbound);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a%2Fb, a/b",
        "%2F, /",
        "a%5Cb, a\\b",
        "a%20b, a b",
        "%20, ` `",
        "a+b, a+b",
        "a%2Bb, a+b",
        "a%3Bb%3Dc, a;b=c",
        "a%3Fb%23c, a?b#c",
        "a%25b, a%b",
        "a%2525b, a%25b",
        "%22%5B%7B, \"[{",
        "%C3%A9%F0%9F%94%91, é🔑",
        "links, links",
        "a%2F%2Fb, a//b",
        "%2E%2E, ..",
        "%2E, ."
      })
  void anIdMayHaveAnyCharacter(String written, String id) throws SQLException {
    database.putItem(42, id, 0, "[]");
    database.putEdge(42, "source", 0, id, MONDAY);
    database.putEdge(42, "source", 1, "foundation_object", "aad_group", id, MONDAY);

    HttpResponse<String> item = api.get(TENANT + "/inventory/" + written + "/links");
    assertThat(item.statusCode()).isEqualTo(200);
    assertThat(JsonPath.<String>read(item.body(), "$.external_id")).isEqualTo(id);
    assertThat(sources(item)).containsExactly("source");

    HttpResponse<String> group = api.get(TENANT + "/foundation/aad_group/" + written + "/links");
    assertThat(JsonPath.<String>read(group.body(), "$.id")).isEqualTo(id);
    assertThat(sources(group)).containsExactly("source");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%00", "%FF", "%C3", "%ED%A0%80"})
  void anIdThatIsNoTextIsRefused(String written) {
    for (String path : List.of("/inventory/", "/foundation/aad_group/")) {
      HttpResponse<String> refused = api.get(TENANT + path + written + "/links");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(header(refused, "content-type")).isEqualTo("application/problem+json");
      assertThat(refused.body()).contains("urn:tenantatlas:problem:bad-request");
    }
  }

  /** They could be another path to somebody else, such as a proxy. */
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a;b", "a;b=c", "a//b"})
  void anIdThatChangesThePathIsRefused(String written) {
    for (String path : List.of("/inventory/", "/foundation/aad_group/")) {
      assertThatIsProblem(api.get(TENANT + path + written + "/links"), 400, "bad-request");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "direction=in",
        "direction=",
        "direction=BOTH",
        "direction",
        "direction=both&direction=both"
      })
  void aDirectionThatIsNoneIsRefused(String query) {
    HttpResponse<String> refused = api.get(ITEM + "?" + query);
    assertThatIsProblem(refused, 400, "invalid-parameter");
    assertThat(refused.body())
        .contains("\"parameter\":\"direction\"")
        .contains("\"expected\":\"outbound, inbound or both, given at most once\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=51",
        "limit=-1",
        "limit=",
        "limit",
        "limit=1.0",
        "limit=+1",
        "limit=%2B1",
        "limit=%D9%A1",
        "limit=4294967297",
        "limit=99999999999999999999",
        "limit=1&limit=2"
      })
  void aLimitThatIsNoneIsRefused(String query) {
    for (String path : List.of(ITEM, GROUP)) {
      HttpResponse<String> refused = api.get(path + "?" + query);
      assertThatIsProblem(refused, 400, "invalid-parameter");
      assertThat(refused.body())
          .contains("\"parameter\":\"limit\"")
          .contains("\"expected\":\"an integer from 1 to 50, given at most once\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "AAD_GROUP", "inventory_item", "%20"})
  void aFoundationTypeThatIsNoneIsRefused(String type) {
    HttpResponse<String> refused = api.get(TENANT + "/foundation/" + type + "/group/links");
    assertThatIsProblem(refused, 400, "invalid-parameter");
    assertThat(refused.body())
        .contains("\"parameter\":\"foundation_type\"")
        .contains("one of aad_group, assignment_filter, scope_tag, device_category");
  }
}
