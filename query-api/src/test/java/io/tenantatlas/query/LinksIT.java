package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The edges of items, and to foundation objects. Tenant 42 is in partition 0, 43 in 1. */
class LinksIT extends OneServer {

  private static final String TENANT = "/api/v1/tenants/42";
  private static final String ITEM = TENANT + "/inventory/policy/links";
  private static final String GROUP = TENANT + "/foundation/aad_group/group/links";
  private static final String MONDAY = "2026-11-16T08:00:00Z";
  private static final String TUESDAY = "2026-11-17T08:00:00Z";

  @BeforeEach
  void fill() throws SQLException {
    database.putDocument(42, "kpi", 1, MONDAY, "{}");
    database.putDocument(43, "kpi", 1, MONDAY, "{}");
    database.putItem(42, "policy", 0, "[]");
  }

  private static List<String> targets(HttpResponse<String> answer) {
    return JsonPath.read(answer.body(), "$.outbound[*].metadata.raw_ref");
  }

  private static List<String> sources(HttpResponse<String> answer) {
    return JsonPath.read(answer.body(), "$.inbound[*].source_id");
  }

  private void putGroupEdge(long tenantId, String source, int place, String createdAt)
      throws SQLException {
    database.putEdge(tenantId, source, place, "foundation_object", "aad_group", "group", createdAt);
  }

  @Test
  void anItemWithoutEdgesHasEmptyLists() {
    HttpResponse<String> answer = api.get(ITEM);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"tenant_id":42,"external_id":"policy",\
            "outbound":[],"inbound":[],"warnings":[],"truncated_edges":0}""");
  }

  @Test
  void aFoundationObjectThatNobodyPointsToHasAnEmptyList() {
    HttpResponse<String> answer = api.get(TENANT + "/foundation/scope_tag/0/links");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"tenant_id":42,"foundation_type":"scope_tag","id":"0","inbound":[]}""");
  }

  @Test
  void edgesAreServedAsTheyAreStored() throws SQLException {
    database.putEdge(42, "policy", 0, "missing", null, "nowhere", "2026-11-16T08:00:00.1239Z");
    putGroupEdge(42, "policy", 1, "");
    HttpResponse<String> answer = api.get(ITEM);
    String spaceless = answer.body().replace(" ", "");
    assertThat(spaceless)
        .contains(
            """
            "outbound":[{"tenant_id":42,"source_type":"inventory_item","source_id":"policy",\
            "target_type":"missing","target_id":null,"relationship_type":"depends_on",\
            "metadata":{"last_known_name":"NOWHERE","raw_ref":"nowhere"},\
            "created_at":"2026-11-16T08:00:00.123Z","updated_at":"2026-11-16T08:00:00.123Z"},""")
        .contains(
            """
            "target_type":"foundation_object","target_id":"group",\
            "relationship_type":"depends_on",\
            "metadata":{"last_known_name":"GROUP","raw_ref":"group",\
            "foundation_type":"aad_group"},"created_at":null,"updated_at":null}],"inbound":[],""");
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
  }

  @Test
  void warningsAndTruncatedEdgesAreToldInEveryDirection() throws SQLException {
    String warnings = "[{\"type\":\"unsupported_reference\",\"policy_id\":\"other\"}]";
    database.putItem(42, "other", 7, warnings);
    for (String direction : List.of("outbound", "inbound", "both")) {
      assertThat(api.get(TENANT + "/inventory/other/links?direction=" + direction).body())
          .endsWith("\"warnings\":" + warnings + ",\"truncated_edges\":7}");
    }
  }

  @Test
  void anItemThatPointsToItselfIsInBothDirections() throws SQLException {
    database.putEdge(42, "policy", 0, "policy", MONDAY);
    assertThat(targets(api.get(ITEM))).containsExactly("policy");
    assertThat(sources(api.get(ITEM))).containsExactly("policy");
  }

  @Test
  void newestEdgesComeFirstThenBySourceLetterByLetterThenInThePayloadsOrder() throws SQLException {
    database.putEdge(42, "z", 0, "policy", TUESDAY);
    database.putEdge(42, "B", 1, "policy", MONDAY);
    database.putEdge(42, "a", 2, "policy", MONDAY);
    database.putEdge(42, "y", 0, "policy", "");
    database.putEdge(42, "x", 0, "policy", "");
    database.putEdge(42, "w", 0, "policy", "2026-11-16T08:00:00.0001Z");
    assertThat(sources(api.get(ITEM))).containsExactly("z", "w", "B", "a", "x", "y");
    assertThat(sources(api.get(ITEM + "?limit=5"))).containsExactly("z", "w", "B", "a", "x");

    database.execute("update link set target_type = 'foundation_object'");
    database.execute("update link set foundation_type = 'aad_group', reference = 'group'");
    assertThat(sources(api.get(GROUP))).containsExactly("z", "w", "B", "a", "x", "y");
    assertThat(sources(api.get(GROUP + "?limit=5"))).containsExactly("z", "w", "B", "a", "x");
  }

  @Test
  void edgesOfOneItemAreInThePayloadsOrderWithinAnInstant() throws SQLException {
    database.putEdge(42, "policy", 10, "late", MONDAY);
    database.putEdge(42, "policy", 9, "early", MONDAY);
    database.putEdge(42, "policy", 11, "of-a-newer-row", TUESDAY);
    database.putEdge(42, "policy", 0, "of-a-row-without-instant", "");
    assertThat(targets(api.get(ITEM)))
        .containsExactly("of-a-newer-row", "early", "late", "of-a-row-without-instant");
  }

  @Test
  void moreThanFiftyAreNeverServed() throws SQLException {
    for (int i = 0; i < 51; i++) {
      database.putEdge(42, "policy", i, "target" + i, MONDAY);
      database.putEdge(42, "source" + i, 0, "policy", MONDAY);
      putGroupEdge(42, "source" + i, 1, MONDAY);
    }
    assertThat(targets(api.get(ITEM))).hasSize(50);
    assertThat(sources(api.get(ITEM))).hasSize(50);
    assertThat(sources(api.get(GROUP))).hasSize(50);
    assertThat(sources(api.get(GROUP + "?limit=3"))).hasSize(3);
  }

  @Test
  void whatIsMissingHasNoInboundEdges() throws SQLException {
    database.putEdge(42, "source", 0, "missing", null, "policy", MONDAY);
    putGroupEdge(42, "source", 1, MONDAY);
    assertThat(sources(api.get(ITEM))).isEmpty();
  }

  @Test
  void aFoundationObjectHasTheEdgesOfItsTypeOnly() throws SQLException {
    putGroupEdge(42, "source", 0, MONDAY);
    database.putEdge(42, "item", 0, "group", MONDAY);
    database.putEdge(42, "tagged", 0, "foundation_object", "scope_tag", "group", MONDAY);
    assertThat(sources(api.get(GROUP))).containsExactly("source");
    assertThat(sources(api.get(TENANT + "/foundation/scope_tag/group/links")))
        .containsExactly("tagged");
    assertThat(sources(api.get(TENANT + "/foundation/device_category/group/links"))).isEmpty();
    assertThat(sources(api.get(TENANT + "/foundation/assignment_filter/group/links"))).isEmpty();
  }

  @Test
  void removedEdgesAreNotServed() throws SQLException {
    database.putEdge(42, "policy", 0, "policy", MONDAY);
    putGroupEdge(42, "policy", 1, MONDAY);
    database.execute("update link set removed = true");
    assertThat(targets(api.get(ITEM))).isEmpty();
    assertThat(sources(api.get(ITEM))).isEmpty();
    assertThat(sources(api.get(GROUP))).isEmpty();
  }

  @Test
  void tenantsWithTheSameExternalIdsNeverMix() throws SQLException {
    database.putItem(43, "policy", 3, "[{\"of\":43}]");
    database.putEdge(43, "policy", 0, "theirs", MONDAY);
    database.putEdge(43, "their-source", 0, "policy", MONDAY);
    putGroupEdge(43, "their-source", 1, MONDAY);
    database.putEdge(42, "policy", 0, "ours", MONDAY);
    database.putEdge(42, "our-source", 0, "policy", MONDAY);
    putGroupEdge(42, "our-source", 1, MONDAY);

    HttpResponse<String> ours = api.get(ITEM);
    assertThat(targets(ours)).containsExactly("ours");
    assertThat(sources(ours)).containsExactly("our-source");
    assertThat(ours.body()).endsWith("\"warnings\":[],\"truncated_edges\":0}");
    assertThat(sources(api.get(GROUP))).containsExactly("our-source");

    HttpResponse<String> theirs = api.get(ITEM.replace("42", "43"));
    assertThat(targets(theirs)).containsExactly("theirs");
    assertThat(sources(theirs)).containsExactly("their-source");
    assertThat(theirs.body()).endsWith("\"warnings\":[{\"of\":43}],\"truncated_edges\":3}");
    assertThat(header(theirs, "atlas-source-lsn")).isEqualTo("0/10");
    assertThat(sources(api.get(GROUP.replace("42", "43")))).containsExactly("their-source");
  }

  @ParameterizedTest
  @ValueSource(strings = {ITEM, GROUP})
  void edgesCarryWhatTheyAreRightFor(String path) {
    for (String method : List.of("GET", "HEAD")) {
      HttpResponse<String> answer = api.send(method, api.port(), path);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "content-type")).isEqualTo("application/json");
      assertThat(header(answer, "cache-control")).isEqualTo("private, no-cache");
      assertThat(header(answer, "etag")).matches("\"links-[0-9a-f]{32}\"");
      assertThat(header(answer, "atlas-as-of")).isEqualTo("2026-11-21T20:00:01.500Z");
      assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/16B3748");
      assertThat(header(answer, "atlas-lag-ms")).matches("[0-9]+");
      assertThat(answer.body().isEmpty()).isEqualTo(method.equals("HEAD"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ITEM, GROUP})
  void edgesAreSentAgainOnlyWhenTheyAreOthers(String path) throws SQLException {
    database.putEdge(42, "source", 0, "policy", MONDAY);
    putGroupEdge(42, "source", 1, MONDAY);
    HttpResponse<String> first = api.get(path);
    String etag = header(first, "etag");
    database.putPartition(0, "0/16B3749", "2026-11-21T20:00:02Z", true);

    HttpResponse<String> again = api.get(path, "If-None-Match", "W/" + etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "etag")).isEqualTo(etag);
    assertThat(header(again, "cache-control")).isEqualTo("private, no-cache");
    assertThat(header(again, "atlas-source-lsn")).isEqualTo("0/16B3749");
    assertThat(header(again, "atlas-as-of")).isEqualTo("2026-11-21T20:00:02.000Z");

    database.execute("update link set last_known_name = 'Renamed'");
    HttpResponse<String> changed = api.get(path, "If-None-Match", etag);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).contains("Renamed");
  }

  @ParameterizedTest
  @ValueSource(strings = {ITEM, GROUP})
  void aWaitingRequestIsReleasedByTheProjection(String path) throws Exception {
    var waiting =
        CompletableFuture.supplyAsync(
            () -> api.get(path, "Atlas-Min-Lsn", "0/16B3749", "Prefer", "wait=30"));
    api.awaitOneWaiter();
    database.putEdge(42, "source", 0, "policy", MONDAY);
    putGroupEdge(42, "source", 1, MONDAY);
    database.putPartition(0, "1/0", "2026-11-21T20:00:02Z", true);
    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("1/0");
    assertThat(sources(answer)).containsExactly("source");
  }

  @Test
  void anItemThatIsYetToComeIsWaitedFor() throws Exception {
    var waiting =
        CompletableFuture.supplyAsync(
            () ->
                api.get(
                    TENANT + "/inventory/new/links",
                    "Atlas-Min-Lsn",
                    "0/16B3749",
                    "Prefer",
                    "wait=30"));
    api.awaitOneWaiter();
    database.putItem(42, "new", 0, "[]");
    database.putPartition(0, "1/0", "2026-11-21T20:00:02Z", true);
    assertThat(waiting.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void anItemThatTheTenantDoesNotHaveIsNotFound() throws SQLException {
    database.putItem(43, "theirs", 0, "[]");
    database.putEdge(42, "policy", 0, "missing", null, "nowhere", MONDAY);
    for (String item : List.of("theirs", "nowhere", "POLICY", "policy%20", "x".repeat(4000))) {
      HttpResponse<String> absent = api.get(TENANT + "/inventory/" + item + "/links");
      assertThatIsProblem(absent, 404, "item-not-found");
      assertThat(header(absent, "atlas-source-lsn")).isEqualTo("0/16B3748");
      assertThat(header(absent, "atlas-as-of")).isEqualTo("2026-11-21T20:00:01.500Z");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ITEM, GROUP})
  void whatCannotBeServedIsAProblem(String path) throws SQLException {
    assertThatIsProblem(
        api.get(path, "Atlas-Min-Lsn", "0/16B3749", "Prefer", "wait=0"), 503, "not-caught-up");
    assertThatIsProblem(api.get(path.replace("42", "0")), 400, "invalid-parameter");
    assertThat(api.get(path.replace("42", "x")).body()).contains("\"parameter\":\"tenant_id\"");
    assertThatIsProblem(api.get(path.replace("42", "7")), 404, "tenant-not-found");
    database.removeDocuments();
    HttpResponse<String> removed = api.get(path);
    assertThatIsProblem(removed, 404, "tenant-not-found");
    assertThat(header(removed, "atlas-source-lsn")).isEqualTo("0/16B3748");
    database.putPartition(1, "0/10", "2026-11-21T20:00:00Z", false);
    HttpResponse<String> notReady = api.get(path);
    assertThatIsProblem(notReady, 503, "not-ready");
    assertThat(notReady.body()).contains("\"rows_applied\":20").contains("\"rows_expected\":50");
  }
}
