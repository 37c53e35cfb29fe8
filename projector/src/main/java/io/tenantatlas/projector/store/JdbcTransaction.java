package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.store.JdbcReadModel.instant;
import static io.tenantatlas.projector.store.JdbcReadModel.timestamp;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.DocumentKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * One partition's state inside a PostgreSQL transaction. Every call is one statement for any number
 * of rows.
 */
final class JdbcTransaction implements ReadModel.Transaction {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final JdbcTemplate jdbc;
  private final int partition;
  private final ChangeStep step;
  private final JdbcRankings rankings;
  private final JdbcSessions sessions;
  private final JdbcLinks links;
  private final JdbcParkedRecords parked;

  JdbcTransaction(JdbcTemplate jdbc, int partition, ChangeStep step) {
    this.jdbc = jdbc;
    this.partition = partition;
    this.step = step;
    this.rankings = new JdbcRankings(jdbc, partition);
    this.sessions = new JdbcSessions(jdbc, partition);
    this.links = new JdbcLinks(jdbc, partition, step);
    this.parked = new JdbcParkedRecords(jdbc, partition);
  }

  @Override
  public Map<RowKey, RowImage> rows(Collection<RowKey> keys) {
    Map<RowKey, RowImage> rows = new HashMap<>();
    if (keys.isEmpty()) {
      return rows;
    }
    jdbc.query(
        """
        select s.table_name, s.id, s.image
        from unnest(?, ?) as wanted (table_name, id)
        join row_state s on s.partition = ? and s.table_name = wanted.table_name and s.id = wanted.id
        """,
        row -> {
          RowImage image = image(row);
          rows.put(image.key(), image);
        },
        array("text", keys, key -> key.table().tableName()),
        array("bigint", keys, RowKey::id),
        partition);
    return rows;
  }

  @Override
  public List<RowImage> rowsOf(SourceTable table, int limit) {
    return jdbc.query(
        "select table_name, id, image from row_state where partition = ? and table_name = ? limit ?",
        (row, number) -> image(row),
        partition,
        table.tableName(),
        limit);
  }

  @Override
  public List<RowImage> rowsBefore(long generation, int limit) {
    return jdbc.query(
        "select table_name, id, image from row_state where partition = ? and generation < ? limit ?",
        (row, number) -> image(row),
        partition,
        generation,
        limit);
  }

  @Override
  public List<DueRow> dueRows(Instant asOf, int limit) {
    return jdbc.query(
        """
        select table_name, id, image, generation, next_edge from row_state
        where partition = ? and next_edge < ? order by next_edge limit ?
        """,
        (row, number) ->
            new DueRow(
                image(row),
                row.getLong("generation"),
                Objects.requireNonNull(instant(row, "next_edge"))),
        partition,
        timestamp(asOf),
        limit);
  }

  @Override
  public void write(Collection<RowWrite> writes) {
    List<RowWrite.Put> puts = new ArrayList<>();
    List<RowWrite.Remove> removes = new ArrayList<>();
    List<RowWrite.Rank> ranks = new ArrayList<>();
    List<RowWrite.Unrank> unranks = new ArrayList<>();
    for (RowWrite write : writes) {
      switch (write) {
        case RowWrite.Put put -> puts.add(put);
        case RowWrite.Remove remove -> removes.add(remove);
        case RowWrite.Rank rank -> ranks.add(rank);
        case RowWrite.Unrank unrank -> unranks.add(unrank);
      }
    }
    put(puts);
    remove(removes);
    rankings.put(ranks);
    rankings.remove(unranks);
  }

  private void put(List<RowWrite.Put> puts) {
    if (puts.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        insert into row_state (partition, table_name, id, tenant_id, generation, next_edge, image)
        select ?, w.table_name, w.id, w.tenant_id, w.generation, w.next_edge, w.image::jsonb
        from unnest(?, ?, ?, ?, ?, ?) as w (table_name, id, tenant_id, generation, next_edge, image)
        on conflict (partition, table_name, id) do update
        set tenant_id = excluded.tenant_id, generation = excluded.generation, next_edge = excluded.next_edge,
            image = excluded.image
        """,
        partition,
        array("text", puts, put -> put.row().key().table().tableName()),
        array("bigint", puts, put -> put.row().key().id()),
        array("bigint", puts, put -> put.row().tenantId()),
        array("bigint", puts, RowWrite.Put::generation),
        array("timestamptz", puts, put -> timestamp(put.nextEdge())),
        array("text", puts, put -> ImageJson.write(put.row())));
  }

  private void remove(List<RowWrite.Remove> removes) {
    if (removes.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        delete from row_state s using unnest(?, ?) as w (table_name, id)
        where s.partition = ? and s.table_name = w.table_name and s.id = w.id
        """,
        array("text", removes, remove -> remove.key().table().tableName()),
        array("bigint", removes, remove -> remove.key().id()),
        partition);
  }

  @Override
  public Map<Long, TenantState> tenants(Collection<Long> tenantIds) {
    Map<Long, TenantState> states = new HashMap<>();
    if (tenantIds.isEmpty()) {
      return states;
    }
    jdbc.query(
        """
        select tenant_id, counters, removed, dirty, next_deadline from tenant_state
        where tenant_id = any(?) and partition = ?
        """,
        row -> {
          TenantState state =
              new TenantState(
                  row.getLong("tenant_id"),
                  sums(row.getString("counters")),
                  row.getBoolean("removed"),
                  row.getBoolean("dirty"),
                  instant(row, "next_deadline"));
          states.put(state.tenantId(), state);
        },
        array("bigint", tenantIds, id -> id),
        partition);
    return states;
  }

  @Override
  public List<Long> dirtyTenants() {
    return jdbc.query(
        "select tenant_id from tenant_state where partition = ? and dirty order by tenant_id",
        (row, number) -> row.getLong("tenant_id"),
        partition);
  }

  @Override
  public List<Long> dueTenants(Instant asOf) {
    return jdbc.query(
        "select tenant_id from tenant_state where partition = ? and next_deadline < ? order by tenant_id",
        (row, number) -> row.getLong("tenant_id"),
        partition,
        timestamp(asOf));
  }

  @Override
  public @Nullable Instant firstEdge() {
    return first(
        """
        select next_edge as first from row_state
        where partition = ? and next_edge is not null order by next_edge limit 1
        """);
  }

  @Override
  public @Nullable Instant firstDeadline() {
    return first(
        """
        select next_deadline as first from tenant_state
        where partition = ? and next_deadline is not null order by next_deadline limit 1
        """);
  }

  private @Nullable Instant first(String query) {
    return jdbc
        .query(query, (row, number) -> Objects.requireNonNull(instant(row, "first")), partition)
        .stream()
        .findFirst()
        .orElse(null);
  }

  @Override
  public void saveTenants(Collection<TenantState> tenants) {
    if (tenants.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        insert into tenant_state (tenant_id, partition, counters, removed, dirty, next_deadline)
        select w.tenant_id, ?, w.counters::jsonb, w.removed, w.dirty, w.next_deadline
        from unnest(?, ?, ?, ?, ?) as w (tenant_id, counters, removed, dirty, next_deadline)
        on conflict (tenant_id) do update
        set partition = excluded.partition, counters = excluded.counters, removed = excluded.removed,
            dirty = excluded.dirty, next_deadline = excluded.next_deadline
        """,
        partition,
        array("bigint", tenants, TenantState::tenantId),
        array("text", tenants, tenant -> MAPPER.writeValueAsString(tenant.sums())),
        array("boolean", tenants, TenantState::removed),
        array("boolean", tenants, TenantState::dirty),
        array("timestamptz", tenants, tenant -> timestamp(tenant.nextDeadline())));
  }

  /**
   * The rows' images are looked up one by one at the end ({@code limit 1} keeps the planner from
   * another order): on tables without statistics, as after the first load, it would begin with all
   * rows.
   */
  @Override
  public Map<Long, Map<String, List<RankedRow>>> heads(
      Collection<Long> tenantIds, Collection<RankingHead> heads) {
    return rankings.heads(tenantIds, heads);
  }

  @Override
  public Map<Long, RowImage> rankedBehind(
      String ranking, SourceTable table, Collection<RankPlace> places) {
    return rankings.behind(ranking, table, places);
  }

  @Override
  public List<StoredDocument> documents(Collection<Long> tenantIds) {
    return jdbc.query(
        "select tenant_id, kind, version, changed_at, content from document where tenant_id = any(?)",
        (row, number) -> document(row),
        array("bigint", tenantIds, id -> id));
  }

  static StoredDocument document(ResultSet row) throws SQLException {
    return new StoredDocument(
        row.getLong("tenant_id"),
        row.getString("kind"),
        row.getLong("version"),
        Objects.requireNonNull(instant(row, "changed_at")),
        row.getString("content"));
  }

  /**
   * What a document was is what its topic has if it is known to be published; if not, the topic has
   * what it had before.
   */
  @Override
  public void saveDocuments(Collection<StoredDocument> documents) {
    if (documents.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        insert into document as d (partition, step, tenant_id, kind, version, changed_at, content)
        select ?, ?, w.* from unnest(?, ?, ?, ?, ?) as w (tenant_id, kind, version, changed_at, content)
        on conflict (tenant_id, kind) do update
        set partition = excluded.partition, step = excluded.step, version = excluded.version,
            changed_at = excluded.changed_at, content = excluded.content,
            said = case when d.kind = any(?)
                          and d.step <= (select p.documents from publication p where p.partition = excluded.partition)
                     then d.content else d.said end
        """,
        partition,
        step.number(),
        array("bigint", documents, StoredDocument::tenantId),
        array("text", documents, StoredDocument::kind),
        array("bigint", documents, StoredDocument::version),
        array("timestamptz", documents, document -> timestamp(document.changedAt())),
        array("text", documents, StoredDocument::content),
        array("text", DocumentKind.published(), kind -> kind));
    step.take();
  }

  @Override
  public List<ParkedRecord> parked() {
    return JdbcParkedRecords.read(jdbc, partition);
  }

  @Override
  public void park(List<ParkedRecord> records) {
    parked.park(records);
  }

  @Override
  public void unpark(Collection<Long> offsets) {
    parked.unpark(offsets);
  }

  @Override
  public Links links() {
    return links;
  }

  @Override
  public Map<Long, StoredSession> sessions(Collection<Long> sessionIds) {
    return sessions.read(sessionIds);
  }

  @Override
  public Set<Long> sessionsOf(Collection<Long> runIds, Collection<Long> tenantIds) {
    return sessions.of(runIds, tenantIds);
  }

  @Override
  public List<Long> dirtySessions() {
    return sessions.dirty();
  }

  @Override
  public void forgetSessionsPositions() {
    sessions.forgetPositions();
  }

  @Override
  public void saveSessions(Collection<StoredSession> changed) {
    sessions.save(changed);
  }

  static RowImage image(ResultSet row) throws SQLException {
    String tableName = row.getString("table_name");
    SourceTable table =
        SourceTable.byName(tableName)
            .orElseThrow(() -> new IllegalStateException("unknown table " + tableName));
    return ImageJson.read(new RowKey(table, row.getLong("id")), row.getString("image"));
  }

  private static Map<String, Long> sums(String json) {
    Map<String, Long> sums = new HashMap<>();
    try (JsonParser parser = MAPPER.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        sums.put(name, parser.getLongValue());
      }
    }
    return sums;
  }

  static <T> SqlArrayValue array(
      String type, Collection<T> items, Function<T, @Nullable Object> element) {
    @Nullable Object[] elements = elements(type, items.size());
    int i = 0;
    for (T item : items) {
      elements[i++] = element.apply(item);
    }
    return new SqlArrayValue(type, nullable(elements));
  }

  /** The driver sends arrays of these classes as they are; of others it makes an escaped text. */
  private static @Nullable Object[] elements(String type, int size) {
    return switch (type) {
      case "bigint" -> new Long[size];
      case "integer" -> new Integer[size];
      case "text" -> new String[size];
      case "boolean" -> new Boolean[size];
      default -> new Object[size];
    };
  }

  /** SQL arrays may hold NULL, which Spring's signature does not say. */
  @SuppressWarnings("NullAway")
  private static Object[] nullable(@Nullable Object[] elements) {
    return elements;
  }
}
