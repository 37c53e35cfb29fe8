package io.tenantatlas.standalone.observability;

import static io.tenantatlas.standalone.observability.ObservabilityFiles.PROMETHEUS;
import static io.tenantatlas.standalone.observability.ObservabilityFiles.RULES;
import static io.tenantatlas.standalone.observability.ObservabilityFiles.RULES_TEST;
import static io.tenantatlas.standalone.observability.ObservabilityFiles.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.observability.ObservabilityFiles.Query;
import io.tenantatlas.standalone.observability.ObservabilityFiles.Rule;
import io.tenantatlas.standalone.observability.ObservabilityFiles.RuleTest;
import io.tenantatlas.standalone.observability.PrometheusTools.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules, their tests, dashboard, runbook and documented metrics are of one mind. */
class ObservabilityFilesTest {

  private static final String RUNBOOK = "RUNBOOK.md";

  /** What Prometheus itself makes. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");

  private static final Pattern ENTRY = Pattern.compile("^## (Atlas\\w+)\\n", Pattern.MULTILINE);
  private static final List<String> PARTS =
      List.of("**It means**", "**Users see**", "**Do**", "**It is over** when");

  static List<Rule> alerts() throws IOException {
    return ObservabilityFiles.alerts();
  }

  private static void succeeds(String... arguments) throws IOException, InterruptedException {
    Result result = PrometheusTools.promtool(arguments);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("SUCCESS").doesNotContain("FAILED");
  }

  @Test
  void promtoolAcceptsTheRulesAndTheConfiguration() throws Exception {
    succeeds("check", "rules", "--lint-fatal", file(RULES).toString());
    succeeds("check", "config", "--lint-fatal", file(PROMETHEUS).toString());
  }

  @Test
  void alertsFireAndStaySilentAsTheirTestsSay() throws Exception {
    succeeds("test", "rules", file(RULES_TEST).toString());
  }

  @Test
  void everyAlertFiresInOneTestAndStaysSilentInAnother() throws IOException {
    List<RuleTest> tests = ObservabilityFiles.ruleTests();
    Set<String> firing =
        tests.stream().filter(RuleTest::fires).map(RuleTest::alert).collect(Collectors.toSet());
    Set<String> silent =
        tests.stream()
            .filter(test -> !test.fires())
            .map(RuleTest::alert)
            .collect(Collectors.toSet());
    assertThat(firing).isEqualTo(names(alerts()));
    assertThat(silent).isEqualTo(names(alerts()));
  }

  private static Set<String> names(List<Rule> rules) {
    return rules.stream().map(Rule::name).collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void everyAlertSaysHowBadItIsAndWhereToReadOn(Rule alert) {
    assertThat(alert.labels()).containsOnlyKeys("severity");
    assertThat(alert.labels().get("severity")).isIn("critical", "warning", "info");
    assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
    assertThat(alert.annotations().get("runbook_url"))
        .isEqualTo("deploy/RUNBOOK.md#" + alert.name().toLowerCase(Locale.ROOT));
  }

  @Test
  void everyAlertHasAnEntryInTheRunbookAndEveryEntryAnAlert() throws IOException {
    List<String> entries =
        ENTRY
            .matcher(ObservabilityFiles.text(RUNBOOK))
            .results()
            .map(entry -> entry.group(1))
            .toList();
    assertThat(entries).containsExactlyElementsOf(alerts().stream().map(Rule::name).toList());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void everyEntrySaysWhatItMeansWhatToDoAndWhenItIsOver(Rule alert) throws IOException {
    String runbook = ObservabilityFiles.text(RUNBOOK);
    String entry = runbook.split("\n## " + alert.name() + "\n", 2)[1].split("\n## ", 2)[0];
    assertThat(entry).contains(PARTS);
  }

  @Test
  void everyMetricThatIsAskedForIsDocumented() throws IOException {
    MetricsTable documented = MetricsTable.read();
    Set<String> recorded = names(ObservabilityFiles.rules());
    assertThat(expressions().flatMap(ObservabilityFilesTest::metrics).distinct())
        .isNotEmpty()
        .allMatch(
            name -> documented.has(name) || recorded.contains(name) || OF_PROMETHEUS.contains(name),
            "is in METRICS.md, recorded by a rule, or Prometheus' own");
  }

  private static Stream<String> expressions() throws IOException {
    return Stream.concat(
        ObservabilityFiles.rules().stream().map(Rule::expression),
        ObservabilityFiles.queries().stream().map(Query::expression));
  }

  private static Stream<String> metrics(String expression) {
    return PromQl.selectors(expression).stream()
        .flatMap(selector -> PromQl.metrics(selector).stream());
  }

  @Test
  void everyMetricOfOursIsOnTheDashboard() throws IOException {
    List<String> shown =
        ObservabilityFiles.queries().stream().flatMap(each -> metrics(each.expression())).toList();
    MetricsTable documented = MetricsTable.read();
    assertThat(documented.ours())
        .isNotEmpty()
        .allMatch(
            name -> shown.stream().anyMatch(series -> isOf(series, name)),
            "is shown by the dashboard");
  }

  private static boolean isOf(String series, String name) {
    return series.equals(name)
        || Stream.of("_bucket", "_count", "_sum", "_max").anyMatch(s -> series.equals(name + s));
  }

  @Test
  void everyRecordedSeriesIsUsed() throws IOException {
    Set<String> asked =
        expressions().flatMap(ObservabilityFilesTest::metrics).collect(Collectors.toSet());
    assertThat(ObservabilityFiles.rules().stream().filter(rule -> !rule.alerts()))
        .allMatch(rule -> asked.contains(rule.name()), "is used");
  }

  @Test
  void panelsHaveIdsOfTheirOwnAndAskTheChosenDataSource() throws IOException {
    List<Integer> ids = new ArrayList<>();
    for (var panel : ObservabilityFiles.dashboard().at("/panels")) {
      ids.add(panel.path("id").asInt());
      for (var target : panel.path("targets")) {
        assertThat(target.at("/datasource/uid").asString()).isEqualTo("${datasource}");
      }
    }
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }
}
