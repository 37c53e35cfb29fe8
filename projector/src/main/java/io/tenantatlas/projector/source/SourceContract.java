package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What capture relies on, as the source's catalog described it at one moment: the captured tables
 * with their used columns, and the publication.
 *
 * @param schema the schema of the captured tables
 * @param publication the publication's name
 * @param tables those that are there
 * @param published the publication; null when it is not there
 */
public record SourceContract(
    String schema,
    String publication,
    Map<SourceTable, CapturedTable> tables,
    @Nullable Published published) {

  private static final int IDENTITY_BYTES = 8;

  private static final Map<Column.Type, Set<String>> TYPES =
      Map.of(
          Column.Type.INTEGER, Set.of("int2", "int4", "int8"),
          Column.Type.TEXT, Set.of("varchar", "text", "bpchar", "uuid"),
          Column.Type.BOOLEAN, Set.of("bool"),
          Column.Type.INSTANT, Set.of("timestamp", "timestamptz"),
          Column.Type.JSON, Set.of("json", "jsonb"));

  public SourceContract {
    tables = Map.copyOf(tables);
  }

  /**
   * What a table is, as far as the stream's tale of it depends on that.
   *
   * @param identity when it is another one than before, the stream may not have told all of what
   *     happened to the table
   * @param version changes with most alterations, also with some that do not matter
   * @param columns changes with every alteration of a used column
   * @param file changes when the table's rows are written anew. If a column was altered as well,
   *     its values may be others, and the stream tells nothing of that
   */
  public record Identity(String identity, String version, String columns, String file) {

    /**
     * Whether what happened to the table between this and {@code now} must be found out by reading
     * it.
     *
     * @param watched capture has looked again and again meanwhile
     */
    public boolean hasToBeRead(Identity now, boolean watched) {
      return !identity.equals(now.identity)
          || (!columns.equals(now.columns) && !file.equals(now.file))
          || (!watched && !(version.equals(now.version) && columns.equals(now.columns)));
    }

    /** The form in which it is kept. */
    public String text() {
      return String.join("-", identity, version, columns, file);
    }

    /** Reads the kept form. */
    public static Identity parse(String text) {
      String[] parts = text.split("-", 4);
      return new Identity(
          parts[0],
          parts.length > 1 ? parts[1] : "",
          parts.length > 2 ? parts[2] : "",
          parts.length > 3 ? parts[3] : "");
    }
  }

  /** What each table is that is there. */
  public Map<SourceTable, Identity> identities() {
    Map<SourceTable, Identity> identities = new EnumMap<>(SourceTable.class);
    tables.forEach(
        (table, captured) ->
            identities.put(
                table,
                new Identity(
                    identity(captured),
                    captured.version(),
                    digest(captured, CapturedColumn::version),
                    captured.file())));
    return identities;
  }

  private String identity(CapturedTable table) {
    return digest(
        Stream.of(
                table.oid(),
                table.name(),
                table.logged(),
                table.partition(),
                table.parent(),
                table.tellsIds(),
                published == null ? "" : published.id(),
                table.published() == null ? "" : table.published().id(),
                digest(table, CapturedColumn::identity))
            .map(String::valueOf)
            .collect(Collectors.joining("|")));
  }

  private static String digest(CapturedTable table, Function<CapturedColumn, String> of) {
    return digest(
        table.columns().values().stream().map(of).sorted().collect(Collectors.joining(",")));
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, IDENTITY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /**
   * What of the tables stands in the way, each as a sentence that names {@code table.column} and
   * says what to do.
   *
   * @param role who captures
   */
  public List<String> tableProblems(String role) {
    if (schema.contains("\"")) {
      return List.of(
          "the source's schema %s has a quotation mark in its name, which Debezium cannot read; rename it"
              .formatted(schema));
    }
    if (tables.values().stream().anyMatch(table -> !table.usable())) {
      return List.of(
          "the source's role may not use the schema %1$s; run: grant usage on schema %1$s to %2$s"
              .formatted(schema, role));
    }
    List<String> problems = new ArrayList<>();
    for (SourceTable table : SourceTable.values()) {
      CapturedTable captured = tables.get(table);
      if (captured == null || !captured.ordinary()) {
        problems.add("the source has no table " + schema + "." + table.tableName());
      } else {
        check(table, captured, role, problems);
      }
    }
    return problems;
  }

  private static void check(
      SourceTable table, CapturedTable captured, String role, List<String> problems) {
    String name = table.tableName();
    if (!captured.isId(captured.primaryKey())) {
      problems.add("the source's table " + name + " needs the primary key (id)");
    } else if (!captured.tellsIds()) {
      problems.add(
          "the source's table "
              + name
              + " has a replica identity without the column id; run: alter table "
              + name
              + " replica identity default");
    }
    if (!captured.readable()) {
      problems.add(
          "the source's role may not read %1$s; run: grant select on %1$s to %2$s"
              .formatted(name, role));
    }
    if (captured.hidden()) {
      problems.add(
          "row-level security hides rows of the source's table %s from the role; run: alter role %s bypassrls"
              .formatted(name, role));
    }
    if (!captured.logged()) {
      problems.add(
          "the source's table " + name + " is unlogged; run: alter table " + name + " set logged");
    }
    if (captured.parent()) {
      problems.add(
          "other tables inherit from the source's table "
              + name
              + ", their rows would be missing; run: alter table … no inherit "
              + name);
    }
    check(name, Column.Type.INTEGER, SourceTable.ID, captured, problems);
    for (Column column : table.columns()) {
      check(name, column.type(), column.name(), captured, problems);
    }
  }

  private static void check(
      String table,
      Column.Type expected,
      String name,
      CapturedTable captured,
      List<String> problems) {
    CapturedColumn column = captured.columns().get(name);
    Set<String> allowed = Objects.requireNonNull(TYPES.get(expected));
    if (column == null) {
      problems.add("the source lacks the column %s.%s".formatted(table, name));
    } else if (!isAllowed(column, expected, allowed)) {
      problems.add(
          "the source's column %s.%s is of type %s; expected one of %s"
              .formatted(table, name, column.type(), allowed.stream().sorted().toList()));
    }
  }

  private static boolean isAllowed(
      CapturedColumn column, Column.Type expected, Set<String> allowed) {
    return allowed.contains(column.type()) || (expected == Column.Type.TEXT && column.isEnum());
  }

  /** What of the publication stands in the way, with what its owner can run. */
  public List<String> publicationProblems() {
    if (published == null) {
      return List.of(
          "the source has no publication %s; run as the tables' owner: create publication %s for table %s"
              .formatted(publication, publication, String.join(", ", SourceTable.names())));
    }
    List<String> problems = new ArrayList<>();
    if (!published.lacking().isEmpty()) {
      problems.add(
          "the publication %s does not publish %s; run as its owner: alter publication %s set (publish = 'insert, update, delete, truncate')"
              .formatted(publication, String.join(", ", published.lacking()), publication));
    }
    tables.forEach((table, captured) -> check(published, table, captured, problems));
    return problems.stream().sorted().toList();
  }

  private void check(
      Published all, SourceTable table, CapturedTable captured, List<String> problems) {
    String name = table.tableName();
    CapturedTable.Membership membership = captured.published();
    if (membership == null && !all.allTables()) {
      problems.add(
          "the publication %1$s lacks the table %2$s; run as its owner: alter publication %1$s add table %2$s"
              .formatted(publication, name));
    }
    if (membership != null && (membership.filtered() || !publishes(captured, membership))) {
      problems.add(
          "the publication %1$s has only some rows or columns of %2$s; run as its owner: alter publication %1$s drop table %2$s; alter publication %1$s add table %2$s"
              .formatted(publication, name));
    }
    if (all.viaRoot() && captured.partition()) {
      problems.add(
          "the publication %1$s publishes %2$s as the table that it is a partition of; run as its owner: alter publication %1$s set (publish_via_partition_root = false)"
              .formatted(publication, name));
    }
    for (CapturedColumn column : captured.columns().values()) {
      if (column.generated().equals("v") || (column.isGenerated() && !all.generated())) {
        problems.add(
            "the source's column %s.%s is generated, so the stream does not tell it; make it an ordinary column%s"
                .formatted(
                    name,
                    column.name(),
                    column.generated().equals("v")
                        ? ""
                        : ", or (PostgreSQL 18) run: alter publication %s set (publish_generated_columns = stored)"
                            .formatted(publication)));
      }
    }
  }

  private static boolean publishes(CapturedTable table, CapturedTable.Membership membership) {
    List<Integer> published = membership.columns();
    return published == null
        || table.columns().values().stream()
            .map(CapturedColumn::number)
            .allMatch(published::contains);
  }

  boolean hasStoredGenerated() {
    return tables.values().stream()
        .flatMap(table -> table.columns().values().stream())
        .anyMatch(column -> column.generated().equals("s"));
  }
}
