package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link Links} promises of items: their rows, what is kept of them, and what is dirty. */
abstract class ItemsContract extends ReadModelContract {

  private static final String LONGEST = "x".repeat(ItemKey.MAX_LENGTH);
  private static final String LONGEST_EMOJI = "😀".repeat(ItemKey.MAX_LENGTH);

  /** What is stored of the tenant's items, in order of their external ids. */
  abstract List<StoredSource> sources(long tenantId);

  @Test
  void anItemIsAllRowsWithItsExternalIdInOrderOfTheirIds() {
    in(0, t -> t.write(items(item(30, 4, "a"), item(7, 4, "a"), item(100, 4, "a"))));
    in(0, t -> t.write(items(item(8, 4, "b"), item(9, 4, "A"), item(10, 8, "a"))));
    in(
        0,
        t ->
            assertThat(t.links().items(keys(4, "a", "b", "c")))
                .isEqualTo(
                    Map.of(
                        key(4, "a"), List.of(item(7, 4, "a"), item(30, 4, "a"), item(100, 4, "a")),
                        key(4, "b"), List.of(item(8, 4, "b")))));
  }

  @Test
  void itemsOfOtherPartitionsAndRowsOfOtherTablesAreNoItems() {
    RowImage tenant = row(SourceTable.TENANTS, 4, "name", "a");
    in(0, t -> t.write(List.of(put(item(1, 4, "a"), null), put(tenant, null))));
    in(1, t -> t.write(items(item(2, 4, "a"))));
    in(
        0,
        t -> {
          assertThat(t.links().items(keys(4, "a")))
              .isEqualTo(Map.of(key(4, "a"), List.of(item(1, 4, "a"))));
          assertThat(t.links().all(null, 10)).containsExactly(key(4, "a"));
        });
  }

  @Test
  void longExternalIdsTakePartUpTo255Characters() {
    List<String> longest = List.of(LONGEST, LONGEST_EMOJI);
    List<@Nullable String> others = new ArrayList<>(List.of(LONGEST + "x", LONGEST_EMOJI + "x"));
    others.add(null);
    long id = 1;
    List<RowWrite> writes = new ArrayList<>();
    for (@Nullable String externalId : Stream.concat(longest.stream(), others.stream()).toList()) {
      writes.add(put(item(id++, 4, externalId), null));
    }
    in(0, t -> t.write(writes));
    assertThat(longest).allMatch(ItemKey::takesPart);
    assertThat(others).noneMatch(ItemKey::takesPart);
    List<ItemKey> keys = longest.stream().map(externalId -> key(4, externalId)).toList();
    in(
        0,
        t -> {
          assertThat(t.links().items(keys)).containsOnlyKeys(keys);
          assertThat(t.links().all(null, 10)).containsExactlyElementsOf(keys);
          assertThat(t.links().items(keys(4, LONGEST + "x"))).isEmpty();
        });
  }

  @Test
  void rowsWithoutATenantAreNoItems() {
    in(0, t -> t.write(items(row(SourceTable.INVENTORY_ITEMS, 1, "external_id", "a"))));
    in(0, t -> assertThat(t.links().all(null, 10)).isEmpty());
  }

  @Test
  void anItemIsGoneWithItsLastRowAndMovesWithItsExternalId() {
    in(0, t -> t.write(items(item(1, 4, "a"), item(2, 4, "b"), item(3, 4, "b"))));
    in(
        0,
        t ->
            t.write(
                List.of(new RowWrite.Remove(item(2, 4, "b").key()), put(item(1, 4, "c"), null))));
    in(
        0,
        t ->
            assertThat(t.links().items(keys(4, "a", "b", "c")))
                .containsOnlyKeys(key(4, "b"), key(4, "c")));
  }

  @Test
  void whatIsKeptOfAnItemIsReplacedAndRemoved() {
    StoredSource other = new StoredSource(key(4, "b"), 0, "[]");
    StoredSource later = new StoredSource(key(4, "a"), 7, "[{\"type\":\"ä\"}]");
    in(0, t -> t.links().saveSources(List.of(new StoredSource(key(4, "a"), 3, "[1]"), other)));
    in(0, t -> t.links().saveSources(List.of(later)));
    assertThat(sources(4)).containsExactly(later, other);
    assertThat(sources(8)).isEmpty();
    in(0, t -> t.links().removeSources(List.of(key(4, "a"), key(8, "b"), key(4, "absent"))));
    assertThat(sources(4)).containsExactly(other);
  }

  @Test
  void whatIsDirtyIsTakenOnce() {
    in(0, t -> t.links().leaveDirty(keys(4, "a", "b")));
    in(0, t -> t.links().leaveDirty(keys(4, "b", "c")));
    in(1, t -> t.links().leaveDirty(keys(5, "d")));
    in(
        0,
        t -> {
          t.links().leaveDirty(keys(8, "b"));
          assertThat(t.links().takeDirty())
              .containsExactlyInAnyOrder(key(4, "a"), key(4, "b"), key(4, "c"), key(8, "b"));
          assertThat(t.links().takeDirty()).isEmpty();
        });
    in(0, t -> assertThat(t.links().takeDirty()).isEmpty());
    in(1, t -> assertThat(t.links().takeDirty()).containsExactly(key(5, "d")));
  }

  @Test
  void allItemsThatAreThereOrKeptComeInTheirOrderPageByPage() {
    in(0, t -> t.write(items(item(1, 8, "b"), item(2, 4, "z"), item(3, 4, "Z"), item(4, 4, "z"))));
    in(1, t -> t.write(items(item(5, 5, "a"))));
    in(1, t -> t.links().saveSources(List.of(source(5, "c"))));
    in(
        0,
        t ->
            t.links()
                .saveSources(
                    List.of(source(-4, "gone"), source(4, "z"), source(4, "ä"), source(8, "a"))));
    List<ItemKey> all = new ArrayList<>(keys(-4, "gone"));
    all.addAll(keys(4, "Z", "z", "ä"));
    all.addAll(keys(8, "a", "b"));
    in(0, t -> assertThat(t.links().all(null, 100)).isEqualTo(all).isSorted());
    for (int limit = 1; limit <= all.size() + 1; limit++) {
      assertPages(all, limit);
    }
  }

  private void assertPages(List<ItemKey> all, int limit) {
    in(
        0,
        t -> {
          List<ItemKey> seen = new ArrayList<>();
          List<ItemKey> page = t.links().all(null, limit);
          while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            seen.addAll(page);
            page = t.links().all(page.getLast(), limit);
          }
          assertThat(seen).isEqualTo(all);
        });
  }

  @Test
  void itemsAreOrderedByCharactersAlsoBeyondTheBasicPlane() {
    in(0, t -> t.write(items(item(1, 4, "\uffe5"), item(2, 4, "😀"))));
    in(
        0,
        t ->
            assertThat(t.links().all(null, 10))
                .containsExactly(key(4, "\uffe5"), key(4, "😀"))
                .isSorted());
  }

  @Test
  void otherDefinitionsKeepWhatIsKeptOfItemsAndForgetWhatIsDirty() {
    StoredSource kept = source(4, "a");
    in(1, t -> t.links().leaveDirty(keys(5, "d")));
    in(
        0,
        t -> {
          t.write(items(item(1, 4, "b")));
          t.links().saveSources(List.of(kept));
          t.links().leaveDirty(keys(4, "a", "b"));
        });
    inWithOtherDefinitions(
        0,
        t -> {
          assertThat(t.links().takeDirty()).isEmpty();
          assertThat(t.links().items(keys(4, "a", "b"))).isEmpty();
          assertThat(t.links().all(null, 10)).containsExactly(key(4, "a"));
        });
    assertThat(sources(4)).containsExactly(kept);
    in(1, t -> assertThat(t.links().takeDirty()).containsExactly(key(5, "d")));
  }

  private static StoredSource source(long tenantId, String externalId) {
    return new StoredSource(key(tenantId, externalId), 0, "[]");
  }

  private static ItemKey key(long tenantId, String externalId) {
    return new ItemKey(tenantId, externalId);
  }

  private static List<ItemKey> keys(long tenantId, String... externalIds) {
    return Stream.of(externalIds).map(externalId -> key(tenantId, externalId)).toList();
  }

  private static RowImage item(long id, long tenantId, @Nullable String externalId) {
    return row(SourceTable.INVENTORY_ITEMS, id, "tenant_id", tenantId, "external_id", externalId);
  }

  private static List<RowWrite> items(RowImage... rows) {
    return Stream.of(rows).<RowWrite>map(row -> put(row, null)).toList();
  }
}
