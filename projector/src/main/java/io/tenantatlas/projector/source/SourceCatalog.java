package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.CapturedTable.Membership;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the source's catalog: all of what capture relies on, or its seal, which says in a fraction
 * of a millisecond whether any of that may have changed.
 *
 * <p>Threads: one at a time.
 */
public final class SourceCatalog {

  private static final int ROW_FILTERS_SINCE = 150_000;
  private static final int GENERATED_PUBLISHED_SINCE = 180_000;

  private static final String[] TABLES = SourceTable.names().toArray(String[]::new);

  private static final String[] COLUMNS =
      Stream.concat(
              Stream.of(SourceTable.ID),
              Arrays.stream(SourceTable.values())
                  .flatMap(table -> table.columns().stream())
                  .map(Column::name))
          .distinct()
          .toArray(String[]::new);

  private final Connection connection;
  private final String schema;
  private final String publication;
  private final int version;

  /**
   * The catalog of the database that the connection is on.
   *
   * @param schema the schema of the captured tables
   * @param publication the publication's name
   */
  public SourceCatalog(Connection connection, String schema, String publication)
      throws SQLException {
    this.connection = connection;
    this.schema = schema;
    this.publication = publication;
    this.version = serverVersion(connection);
  }

  static int serverVersion(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion() * 10_000;
  }

  boolean publishesGenerated() {
    return version >= GENERATED_PUBLISHED_SINCE;
  }

  /** Reads everything, in one statement: it is of one moment. */
  public SourceContract read() throws SQLException {
    Map<SourceTable, CapturedTable> tables = new EnumMap<>(SourceTable.class);
    Published published = null;
    try (PreparedStatement statement = connection.prepareStatement(facts())) {
      statement.setString(1, publication);
      statement.setArray(2, connection.createArrayOf("text", COLUMNS));
      statement.setString(3, schema);
      statement.setArray(4, connection.createArrayOf("text", TABLES));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          JsonNode facts = JsonMapper.shared().readTree(rows.getString("facts"));
          String name = rows.getString("name");
          if (name == null) {
            published = published(facts);
          } else {
            SourceTable.byName(name).ifPresent(table -> tables.put(table, table(facts)));
          }
        }
      }
    }
    return new SourceContract(schema, publication, tables, published);
  }

  /** Row filters and column lists came with PostgreSQL 15, as did publications of schemas. */
  private String facts() {
    boolean filters = version >= ROW_FILTERS_SINCE;
    String membership =
        filters
            ? """
            select json_build_object('id', r.oid || ':' || r.xmin, 'filtered', r.prqual is not null,
                                     'columns', r.prattrs::int2[])
            from pg_publication_rel r where r.prrelid = c.oid and r.prpubid = p.oid
            union all
            select json_build_object('id', 's' || s.oid || ':' || s.xmin, 'filtered', false, 'columns', null)
            from pg_publication_namespace s where s.pnnspid = c.relnamespace and s.pnpubid = p.oid
            """
            : """
            select json_build_object('id', r.oid || ':' || r.xmin, 'filtered', false, 'columns', null)
            from pg_publication_rel r where r.prrelid = c.oid and r.prpubid = p.oid
            """;
    String generated = publishesGenerated() ? "p.pubgencols = 's'" : "false";
    return """
    with p as (select p.*, p.xmin as version from pg_publication p where p.pubname = ?),
         used as (select ?::text[] as columns)
    select c.relname as name, json_build_object(
        'oid', c.oid::bigint, 'name', y.xmin::text || '/' || n.xmin, 'file', c.relfilenode::text, 'version', c.xmin::text, 'ordinary', c.relkind = 'r', 'logged', c.relpersistence = 'p',
        'partition', c.relispartition,
        'parent', exists (select from pg_inherits i where i.inhparent = c.oid),
        'usable', has_schema_privilege(n.oid, 'usage'), 'readable', has_table_privilege(c.oid, 'select'),
        'hidden', row_security_active(c.oid),
        'replica_identity', c.relreplident,
        'primary_key', (select i.indkey::int2[] from pg_index i where i.indrelid = c.oid and i.indisprimary),
        'identity_key', (select i.indkey::int2[] from pg_index i where i.indrelid = c.oid and i.indisreplident),
        'columns', (
          select json_agg(json_build_object(
              'name', a.attname, 'number', a.attnum, 'version', a.xmin::text, 'type', b.typname, 'kind', b.typtype,
              'generated', a.attgenerated, 'labels', case when b.typtype = 'e' then (
                select coalesce(string_agg(quote_literal(e.enumlabel) || e.xmin, ',' order by e.enumsortorder), '')
                from pg_enum e where e.enumtypid = b.oid) end) order by a.attnum)
          from pg_attribute a
          join pg_type t on t.oid = a.atttypid
          join pg_type b on b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname = any (used.columns)),
        'published', (%s limit 1))::text as facts
    from pg_namespace n
    join pg_class c on c.relnamespace = n.oid
    join pg_type y on y.oid = c.reltype
    cross join used
    left join p on true
    where n.nspname = ? and c.relname = any (?::text[]) and c.relkind not in ('i', 'I', 'S', 't', 'c')
    union all
    select null, json_build_object(
        'id', p.oid || ':' || p.version, 'all', p.puballtables, 'insert', p.pubinsert, 'update', p.pubupdate,
        'delete', p.pubdelete, 'truncate', p.pubtruncate, 'root', p.pubviaroot, 'generated', %s)::text
    from p
    """
        .replaceFirst("%s", membership)
        .replaceFirst("%s", generated);
  }

  private static CapturedTable table(JsonNode facts) {
    Map<String, CapturedColumn> columns = new HashMap<>();
    for (JsonNode column : facts.path("columns")) {
      String name = column.path("name").asString();
      JsonNode labels = column.get("labels");
      columns.put(
          name,
          new CapturedColumn(
              name,
              column.path("number").asInt(),
              column.path("version").asString(),
              column.path("type").asString(),
              column.path("kind").asString(),
              column.path("generated").asString(),
              labels == null || labels.isNull() ? null : labels.asString()));
    }
    return new CapturedTable(
        facts.path("oid").asLong(),
        facts.path("name").asString(),
        facts.path("file").asString(),
        facts.path("version").asString(),
        facts.path("ordinary").asBoolean(),
        facts.path("logged").asBoolean(),
        facts.path("partition").asBoolean(),
        facts.path("parent").asBoolean(),
        facts.path("usable").asBoolean(),
        facts.path("readable").asBoolean(),
        facts.path("hidden").asBoolean(),
        facts.path("replica_identity").asString(),
        numbers(facts.path("primary_key")),
        numbers(facts.path("identity_key")),
        columns,
        membership(facts.path("published")));
  }

  private static @Nullable Membership membership(JsonNode facts) {
    if (!facts.isObject()) {
      return null;
    }
    JsonNode columns = facts.path("columns");
    return new Membership(
        facts.path("id").asString(),
        facts.path("filtered").asBoolean(),
        columns.isArray() ? numbers(columns) : null);
  }

  private static List<Integer> numbers(JsonNode array) {
    List<Integer> numbers = new ArrayList<>();
    for (JsonNode number : array) {
      numbers.add(number.asInt());
    }
    return numbers;
  }

  private static Published published(JsonNode facts) {
    return new Published(
        facts.path("id").asString(),
        facts.path("all").asBoolean(),
        facts.path("insert").asBoolean(),
        facts.path("update").asBoolean(),
        facts.path("delete").asBoolean(),
        facts.path("truncate").asBoolean(),
        facts.path("root").asBoolean(),
        facts.path("generated").asBoolean());
  }

  /**
   * A text that changes whenever anything that {@link #read} reads may have changed; it may change
   * for other reasons too. It says this of everything committed before the call.
   */
  public String seal() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sealQuery())) {
      statement.setString(1, publication);
      statement.setArray(2, connection.createArrayOf("text", TABLES));
      statement.setString(3, schema);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return String.valueOf(rows.getString(1));
      }
    }
  }

  /**
   * Versions and ids only: the cheapest question that has all of it in its answer. The labels are
   * those of all enums: to find the tables' own would cost more than all the rest.
   */
  private String sealQuery() {
    String ofSchema =
        version >= ROW_FILTERS_SINCE
            ? """
            || coalesce((select s.oid::text || s.xmin from pg_publication_namespace s
                         where s.pnnspid = c.relnamespace and s.pnpubid = p.oid), '')
            """
            : "";
    return """
    select md5(string_agg(part, ' ' order by part)
        || coalesce((select string_agg(e.oid::text || e.xmin, ',' order by e.oid) from pg_enum e), '')) from (
      select c.oid || ':' || c.xmin || ':' || n.xmin || ':' || coalesce(p.oid::text || p.xmin, '') || ':'
          || (select string_agg(a.xmin::text || a.attnum, ',' order by a.attnum)
              from pg_attribute a where a.attrelid = c.oid and a.attnum > 0)
          || ':' || coalesce((select string_agg(i.indexrelid::text || i.indisprimary || i.indisreplident, ','
                                                order by i.indexrelid)
                              from pg_index i where i.indrelid = c.oid), '')
          || ':' || exists (select from pg_inherits i where i.inhparent = c.oid)
          || ':' || coalesce((select r.oid::text || r.xmin from pg_publication_rel r
                              where r.prrelid = c.oid and r.prpubid = p.oid), '')
          %s as part
      from pg_namespace n join pg_class c on c.relnamespace = n.oid
      left join pg_publication p on p.pubname = ?
      where c.relname = any (?::text[]) and n.nspname = ?) parts
    """
        .replaceFirst("%s", ofSchema);
  }
}
