package io.tenantatlas.projector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowFixture;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.projector.store.StoredSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What is rendered for one owner comes from its own rows only, whatever the rows refer to. Owners
 * are the tenants, and workspaces for rows without a tenant. All rows of an owner carry its mark in
 * every text, and all of them lie in one partition.
 */
class OwnRowsTest {

  private static final int HISTORIES = 200;
  private static final int STEPS = 40;
  private static final int TENANTS = 3;
  private static final int IDS = 12;
  private static final long SEED = 20260301;
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Texts that are compared with something, or that rows of several owners have in common. */
  private static final Set<String> UNMARKED =
      Set.of("type", "external_id", "policy_type", "meta_jsonb");

  private static final Pattern MARK = Pattern.compile("<(.*?)>");
  private static final Pattern OPERATION = Pattern.compile("/admin/operations/([0-9]+)");

  @Test
  void whatIsRenderedForAnOwnerHasNothingOfAnothersRows() {
    int shown = 0;
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      shown += new History(seed).run();
    }
    assertThat(shown).as("marks and runs that were looked at").isGreaterThan(100_000);
  }

  /** Random changes, and a look at everything after each. */
  private static final class History {
    private final long seed;
    private final Random random;
    private final RandomValues values;
    private final ProjectedPartition partition = ProjectedPartition.of(NOON);
    private final Map<RowKey, String> owners = new HashMap<>();
    private int shown;

    History(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.values = new RandomValues(random, TENANTS);
    }

    int run() {
      for (int step = 2; step < STEPS; step++) {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(8); i++) {
          records.add(change());
        }
        records.add(
            new LogRecord.ProgressMark(new SourcePosition(step), NOON, ProjectedPartition.HISTORY));
        partition.apply(NOON, records.toArray(LogRecord[]::new));
        lookAtEverything();
      }
      return shown;
    }

    private LogRecord change() {
      SourceTable table = values.oneOf(List.of(SourceTable.values()));
      long id = 1L + random.nextInt(table == SourceTable.TENANTS ? TENANTS : IDS);
      RowKey key = new RowKey(table, id);
      if (random.nextInt(6) == 0) {
        owners.remove(key);
        return new LogRecord.Delete(key);
      }
      Map<String, @Nullable Object> columns = values.row(table, NOON);
      String owner = owner(key, columns);
      owners.put(key, owner);
      columns = marked(table, columns, owner);
      return table == SourceTable.INVENTORY_ITEMS
          ? DecodedItems.upsert(id, columns)
          : new LogRecord.Upsert(RowFixture.image(key, columns));
    }

    private static String owner(RowKey key, Map<String, @Nullable Object> columns) {
      Object tenant =
          key.table() == SourceTable.TENANTS ? (Long) key.id() : columns.get("tenant_id");
      return tenant == null ? "workspace " + columns.get("workspace_id") : "tenant " + tenant;
    }

    private static Map<String, @Nullable Object> marked(
        SourceTable table, Map<String, @Nullable Object> columns, String owner) {
      Map<String, @Nullable Object> marked = new LinkedHashMap<>(columns);
      for (Column.Kept column : RandomValues.columns(table)) {
        Object value = columns.get(column.name());
        if (value != null && !UNMARKED.contains(column.name())) {
          switch (column.type()) {
            case TEXT -> marked.put(column.name(), value + "<" + owner + ">");
            case JSON -> marked.put(column.name(), "{\"mark\":\"<" + owner + ">\"}");
            case INTEGER, BOOLEAN, INSTANT -> {}
          }
        }
      }
      return marked;
    }

    private void lookAtEverything() {
      InMemoryReadModel readModel = partition.readModel();
      for (long tenant = 1; tenant <= TENANTS; tenant++) {
        for (String kind : NaiveDocuments.KINDS) {
          StoredDocument document = readModel.document(tenant, kind);
          look("tenant " + tenant, document == null ? null : document.content());
        }
        look("tenant " + tenant, readModel.links(tenant).toString());
        look("tenant " + tenant, readModel.linkSources(tenant).toString());
      }
      for (long id = 1; id <= IDS; id++) {
        StoredSession session = readModel.session(0, id);
        if (session != null) {
          Long tenant = session.tenantId();
          look(
              tenant == null ? "workspace " + session.workspaceId() : "tenant " + tenant,
              session.content());
        }
      }
    }

    private void look(String owner, @Nullable String rendered) {
      if (rendered == null) {
        return;
      }
      List<String> found = new ArrayList<>();
      MARK.matcher(rendered).results().map(match -> match.group(1)).forEach(found::add);
      OPERATION.matcher(rendered).results().map(this::ownerOfRun).forEach(found::add);
      shown += found.size();
      assertThat(found)
          .as(() -> String.format(Locale.ROOT, "seed %d, %s: %s", seed, owner, rendered))
          .allMatch(owner::equals);
    }

    private String ownerOfRun(MatchResult match) {
      RowKey run = new RowKey(SourceTable.OPERATION_RUNS, Long.parseLong(match.group(1)));
      return owners.getOrDefault(run, "nobody");
    }
  }
}
