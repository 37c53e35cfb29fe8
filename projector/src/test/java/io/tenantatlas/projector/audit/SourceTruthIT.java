package io.tenantatlas.projector.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.capture.ChangeDecoder;
import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Contribution;
import io.tenantatlas.projector.projection.Measure;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two derivations of one definition agree: the SQL on the source, and the sum of the rows'
 * contributions. Replay with {@code -Dtruth.seed=…}.
 */
class SourceTruthIT {

  private static final long SEED = Long.getLong("truth.seed", new Random().nextLong(1_000_000_000));
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int ROWS = 400;
  private static final int TENANTS = 4;

  /** Values of members, as JSON text. */
  private static final List<String> MEMBERS =
      List.of(
          "null",
          "true",
          "7",
          "-7",
          "-0",
          "7.0",
          "7.10",
          "7e2",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "-9223372036854775809",
          "12345678901234567890.123456789012345678901234567890",
          "\"\"",
          "\"7\"",
          "\"-7\"",
          "\"007\"",
          "\"+7\"",
          "\" 7\"",
          "\"7\\n\"",
          "\"\\u0037\"",
          "\"7.0\"",
          "\"٧\"",
          "\"null\"",
          "\"999999999999999999\"",
          "\"1234567890123456789\"",
          "[]",
          "[7, \"é😀\" ]",
          "{ \"a\" : {\"verification_report\":1, \"verification_operation_run_id\":1} }",
          "1, \"verification_report\":2, \"verification_operation_run_id\":3",
          "1, \"verification_report\":null, \"verification_operation_run_id\":null");

  /** JSON in which no member is kept. */
  private static final List<String> NO_MEMBERS =
      List.of("{}", "[]", "null", "7", "\"verification_report\"", "[{\"verification_report\":1}]");

  private final Random random = new Random(SEED);
  private final Projection projection = new Projection(ProjectionSettingsFixture.settings());

  @ParameterizedTest
  @ValueSource(strings = {"timestamp(0)", "timestamptz(6)"})
  void sqlOnTheSourceEqualsTheSumOfContributions(String timestampType) throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Connection source = postgres.getPostgresDatabase().getConnection()) {
      List<RowImage> rows = new ArrayList<>();
      try (Statement statement = source.createStatement()) {
        statement.execute("set time zone 'UTC'");
        for (SourceTable table : SourceTable.values()) {
          statement.execute(createTable(table, timestampType));
          rows.addAll(insertRows(source, table, timestampType));
        }
      }
      SourceTruth truth = new SourceTruth(projection, "public");
      for (long tenant = 1; tenant <= TENANTS; tenant++) {
        for (Instant asOf : List.of(NOW, NOW.plusSeconds(1), NOW.plus(Duration.ofDays(3)))) {
          assertThat(nonZero(truth.sums(source, tenant, asOf)))
              .as("tenant %d as of %s, replay with -Dtruth.seed=%d", tenant, asOf, SEED)
              .isEqualTo(nonZero(contributions(rows, tenant, asOf)));
        }
        assertThat(ids(truth.ranked(source, tenant))).isEqualTo(ids(ranked(rows, tenant)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonb"})
  void membersOfJsonAreInSqlWhatTheyAreInTheChangeLog(String jsonType) throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Connection source = postgres.getPostgresDatabase().getConnection()) {
      assertMembers(source, SourceTable.OPERATION_RUNS, "context", jsonType);
      assertMembers(source, SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS, "state", jsonType);
    }
  }

  private static void assertMembers(
      Connection source, SourceTable table, String column, String jsonType) throws Exception {
    List<String> texts = new ArrayList<>(NO_MEMBERS);
    for (String member : MEMBERS) {
      texts.add(
          "{\"x\": 1, \"verification_report\": %1$s ,\"verification_operation_run_id\":%1$s}"
              .formatted(member));
    }
    try (Statement statement = source.createStatement()) {
      statement.execute(createTable(table, "timestamptz(6)", jsonType));
      for (String text : texts) {
        statement.execute(
            "insert into %s (%s) values ('%s')".formatted(table.tableName(), column, text));
      }
      statement.execute("insert into %s (%s) values (null)".formatted(table.tableName(), column));
      try (ResultSet rows =
          statement.executeQuery(
              "select %s, %s::text as whole from %s"
                  .formatted(SourceImages.columns(table), column, table.tableName()))) {
        int read = 0;
        for (; rows.next(); read++) {
          String whole = rows.getString("whole");
          RowImage inTheLog = decoded(table, rows.getLong("id"), column, whole);
          assertThat(SourceImages.read(table, rows)).as(whole).isEqualTo(inTheLog.keptOver(null));
        }
        assertThat(read).isEqualTo(texts.size() + 1);
      }
    }
  }

  /** The row as it is read from the change log. */
  private static RowImage decoded(SourceTable table, long id, String column, @Nullable String text)
      throws Exception {
    ObjectNode record = JsonMapper.shared().createObjectNode();
    record.put("op", "c").putObject("source").put("table", table.tableName());
    record.putObject("after").put("id", id).put(column, text);
    byte[] value = record.toString().getBytes(StandardCharsets.UTF_8);
    return ((LogRecord.Upsert) new ChangeDecoder().decode(null, value)).row();
  }

  private static String createTable(SourceTable table, String timestampType) {
    return createTable(table, timestampType, "jsonb");
  }

  private static String createTable(SourceTable table, String timestampType, String jsonType) {
    String columns =
        table.columns().stream()
            .map(column -> column.name() + " " + sqlType(column, timestampType, jsonType))
            .collect(Collectors.joining(", "));
    return "create table %s (id bigserial primary key, %s)".formatted(table.tableName(), columns);
  }

  private static String sqlType(Column column, String timestampType, String jsonType) {
    return switch (column.type()) {
      case INTEGER -> "bigint";
      case TEXT -> "varchar(255)";
      case BOOLEAN -> "boolean";
      case INSTANT -> timestampType;
      case JSON -> jsonType;
    };
  }

  private List<RowImage> insertRows(Connection source, SourceTable table, String timestampType)
      throws Exception {
    List<RowImage> rows = new ArrayList<>();
    String marks =
        table.columns().stream().map(SourceTruthIT::placeholder).collect(Collectors.joining(", "));
    try (PreparedStatement insert =
        source.prepareStatement(
            "insert into %s values (?, %s)".formatted(table.tableName(), marks))) {
      for (long id = 1; id <= ROWS; id++) {
        RowImage row = new RowImage(new RowKey(table, id), values(table, timestampType));
        insert.setLong(1, id);
        int position = 2;
        for (Column column : table.columns()) {
          Object value = row.values().get(column.name());
          insert.setObject(
              position++,
              value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
        insert.addBatch();
        rows.add(row.keptOver(null));
      }
      insert.executeBatch();
    }
    return rows;
  }

  private static String placeholder(Column column) {
    return switch (column.type()) {
      case JSON -> "?::jsonb";
      case INSTANT -> "?::timestamptz";
      case INTEGER, TEXT, BOOLEAN -> "?";
    };
  }

  private Map<String, Object> values(SourceTable table, String timestampType) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Column column : table.columns()) {
      values.put(column.name(), random.nextInt(12) == 0 ? null : value(column, timestampType));
    }
    return values;
  }

  private Object value(Column column, String timestampType) {
    return switch (column.type()) {
      case INTEGER -> 1L + random.nextInt(TENANTS);
      case BOOLEAN -> random.nextBoolean();
      case JSON -> "{}";
      case INSTANT -> instant(timestampType);
      case TEXT -> text(column.name());
    };
  }

  private String text(String column) {
    List<String> from =
        switch (column) {
          case "status" ->
              List.of("queued", "running", "completed", "new", "open", "failed", "o'dd");
          case "outcome" -> List.of("succeeded", "partial", "failed", "blocked");
          case "severity" -> List.of("high", "medium", "low", "critical");
          case "type" -> List.of("drift.scan", "inventory.sync", "policy.sync");
          case "policy_type" ->
              List.of("deviceConfiguration", "mobileApp", "deviceManagementScript", "unknown");
          default -> List.of("some text");
        };
    return from.get(random.nextInt(from.size()));
  }

  private Instant instant(String timestampType) {
    Instant edge =
        switch (random.nextInt(4)) {
          case 0 -> NOW.minus(Duration.ofDays(7));
          case 1 -> NOW.minus(Duration.ofDays(30));
          case 2 -> NOW;
          default -> NOW.minusSeconds(random.nextInt(3_000_000));
        };
    return timestampType.equals("timestamp(0)")
        ? edge.plusSeconds(random.nextInt(5) - 2)
        : edge.plus(random.nextInt(5) - 2, ChronoUnit.MICROS);
  }

  private Map<String, Long> contributions(List<RowImage> rows, long tenant, Instant asOf) {
    Map<String, Long> sums = new HashMap<>();
    for (RowImage row : rows) {
      if (Long.valueOf(tenant).equals(row.tenantId())) {
        projection
            .contribution(row, asOf)
            .sums()
            .forEach((name, n) -> sums.merge(name, n, Long::sum));
      }
    }
    return sums;
  }

  private Map<String, List<RowImage>> ranked(List<RowImage> rows, long tenant) {
    Map<String, List<RowImage>> ranked = new HashMap<>();
    for (RowImage row : rows) {
      Contribution contribution = projection.contribution(row, NOW);
      if (Long.valueOf(tenant).equals(row.tenantId())) {
        contribution
            .ranks()
            .keySet()
            .forEach(name -> ranked.computeIfAbsent(name, key -> new ArrayList<>()).add(row));
      }
    }
    ranked.replaceAll((name, members) -> first(name, members));
    return ranked;
  }

  private List<RowImage> first(String name, List<RowImage> rows) {
    Measure.Ranking ranking = Objects.requireNonNull(projection.measures().rankings().get(name));
    String by = ranking.by();
    return rows.stream()
        .sorted((one, other) -> newestFirst(one, other, by))
        .limit(ranking.limit())
        .toList();
  }

  private static int newestFirst(RowImage one, RowImage other, String by) {
    Instant left = Objects.requireNonNullElse(one.instant(by), Instant.MIN);
    Instant right = Objects.requireNonNullElse(other.instant(by), Instant.MIN);
    int order = right.compareTo(left);
    return order != 0 ? order : Long.compare(other.key().id(), one.key().id());
  }

  private static Map<String, Long> nonZero(Map<String, Long> sums) {
    Map<String, Long> nonZero = new HashMap<>(sums);
    nonZero.values().removeIf(amount -> amount == 0);
    return nonZero;
  }

  private static Map<String, List<Long>> ids(Map<String, List<RowImage>> ranked) {
    Map<String, List<Long>> ids = new HashMap<>();
    ranked.forEach(
        (name, rows) -> ids.put(name, rows.stream().map(row -> row.key().id()).toList()));
    return ids;
  }
}
