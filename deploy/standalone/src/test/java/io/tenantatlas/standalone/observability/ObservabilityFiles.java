package io.tenantatlas.standalone.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in {@code deploy} for those who watch: rules, their tests, the dashboard. */
final class ObservabilityFiles {

  static final String RULES = "observability/prometheus/rules.yaml";
  static final String RULES_TEST = "observability/prometheus/rules_test.yaml";
  static final String PROMETHEUS = "observability/prometheus/prometheus.yaml";
  private static final String DASHBOARD = "observability/grafana/dashboard.json";

  private ObservabilityFiles() {}

  /**
   * A rule that records or alerts.
   *
   * @param name the alert's, or that of the series recorded
   */
  record Rule(
      String name,
      boolean alerts,
      String expression,
      Map<String, Object> labels,
      Map<String, Object> annotations) {}

  /** One question of a rules' test: does the alert fire then? */
  record RuleTest(String alert, boolean fires) {}

  /**
   * A query of the dashboard.
   *
   * @param where the panel or variable
   */
  record Query(String where, String expression) {
    @Override
    public String toString() {
      return where + ": " + expression;
    }
  }

  static Path file(String path) {
    return Path.of("..").resolve(path);
  }

  static String text(String path) throws IOException {
    return Files.readString(file(path), UTF_8);
  }

  static List<Rule> rules() throws IOException {
    return elements(yaml(RULES).get("groups")).stream()
        .flatMap(group -> elements(group.get("rules")).stream())
        .map(ObservabilityFiles::rule)
        .toList();
  }

  static List<Rule> alerts() throws IOException {
    return rules().stream().filter(Rule::alerts).toList();
  }

  private static Rule rule(Map<String, Object> rule) {
    boolean alerts = rule.containsKey("alert");
    return new Rule(
        string(rule.get(alerts ? "alert" : "record")),
        alerts,
        string(rule.get("expr")),
        map(rule.getOrDefault("labels", Map.of())),
        map(rule.getOrDefault("annotations", Map.of())));
  }

  static List<RuleTest> ruleTests() throws IOException {
    return elements(yaml(RULES_TEST).get("tests")).stream()
        .flatMap(test -> elements(test.get("alert_rule_test")).stream())
        .map(
            question ->
                new RuleTest(
                    string(question.get("alertname")),
                    !elements(question.get("exp_alerts")).isEmpty()))
        .toList();
  }

  static JsonNode dashboard() throws IOException {
    return JsonMapper.shared().readTree(text(DASHBOARD));
  }

  /** Every query of panels, variables and annotations, with Grafana's own functions taken off. */
  static List<Query> queries() throws IOException {
    JsonNode dashboard = dashboard();
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : dashboard.at("/panels")) {
      for (JsonNode target : panel.path("targets")) {
        String where = panel.path("title").asString();
        queries.add(new Query(where, target.path("expr").asString()));
      }
    }
    for (JsonNode variable : dashboard.at("/templating/list")) {
      if (variable.path("type").asString().equals("query")) {
        String labelValues = variable.at("/query/query").asString();
        queries.add(
            new Query(
                "$" + variable.path("name").asString(),
                labelValues.substring(labelValues.indexOf('(') + 1, labelValues.lastIndexOf(','))));
      }
    }
    for (JsonNode annotation : dashboard.at("/annotations/list")) {
      queries.add(
          new Query(annotation.path("name").asString(), annotation.path("expr").asString()));
    }
    return queries;
  }

  private static Map<String, Object> yaml(String path) throws IOException {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    Object root = new Yaml(new SafeConstructor(strict)).load(text(path));
    return map(root);
  }

  @SuppressWarnings("unchecked") // keys of these files are texts
  private static Map<String, Object> map(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private static List<Map<String, Object>> elements(@Nullable Object value) {
    Stream<?> elements =
        value instanceof Iterable<?> list
            ? StreamSupport.stream(list.spliterator(), false)
            : Stream.of();
    return elements.map(ObservabilityFiles::map).toList();
  }

  private static String string(@Nullable Object value) {
    return Objects.requireNonNull(value).toString();
  }
}
