package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.store.StoredLink.FOUNDATION;
import static io.tenantatlas.projector.store.StoredLink.ITEM;
import static io.tenantatlas.projector.store.StoredLink.MISSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link Links} promises of edges: they are kept, follow their targets, and have steps. */
abstract class LinksContract extends ReadModelContract {

  private static final ItemKey A = new ItemKey(4, "a");
  private static final ItemKey B = new ItemKey(4, "b");
  private static final ItemKey TARGET = new ItemKey(4, "target");
  private static final ItemKey OTHERS_TARGET = new ItemKey(8, "target");

  /** The tenant's edges as stored, in the order in which they are served. */
  abstract List<StoredLink> served(long tenantId);

  /** The edges that the step changed or, where true, removed, as far as none did later. */
  abstract Map<StoredLink.Key, Boolean> removed(int partition, long step);

  @Test
  void anEdgeComesBackWithEveryValueAndWithNulls() {
    StoredLink all =
        new StoredLink(
            A,
            49,
            "uses_assignment_filter",
            FOUNDATION,
            "ä😀\"\\\n",
            "assignment_filter",
            "name",
            "include",
            "raw",
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.parse("2026-03-01T12:00:00.123456Z"));
    StoredLink least = to(B, MISSING, "x", null, null);
    in(0, t -> t.links().save(List.of(all, least)));
    in(
        0,
        t -> {
          assertThat(t.links().from(List.of(A, B))).containsExactlyInAnyOrder(all, least);
          assertThat(t.links().from(List.of(A))).containsExactly(all);
          assertThat(t.links().from(List.of(new ItemKey(8, "a"), new ItemKey(4, "A")))).isEmpty();
        });
  }

  @Test
  void theLongestIdsAreStored() {
    Random random = new Random(4);
    String reference = characters(random, 500, 0x4e00, 0x9fff);
    String source = characters(random, ItemKey.MAX_LENGTH, 0x10000, 0x2ffff);
    StoredLink item = to(new ItemKey(4, source), MISSING, reference, null, NOON);
    StoredLink group = group(new ItemKey(4, source), reference);
    in(0, t -> t.links().save(List.of(item, group)));
    assertThat(served(4)).containsExactlyInAnyOrder(item, group);
  }

  private static String characters(Random random, int count, int from, int to) {
    StringBuilder text = new StringBuilder();
    random.ints(count, from, to).forEach(text::appendCodePoint);
    return text.toString();
  }

  @Test
  void edgesAreServedNewestFirstThenBySourceThenByPlace() {
    StoredLink second = at(A, 1, NOON);
    StoredLink first = at(A, 0, NOON);
    StoredLink otherSource = at(B, 0, NOON);
    StoredLink upperCase = at(new ItemKey(4, "Z"), 0, NOON);
    StoredLink newer = at(B, 1, NOON.plusNanos(1000));
    StoredLink never = at(A, 2, null);
    in(0, t -> t.links().save(List.of(never, otherSource, second, newer, first, upperCase)));
    assertThat(served(4)).containsExactly(newer, upperCase, first, second, otherSource, never);
    assertThat(served(8)).isEmpty();
  }

  @Test
  void aSavedEdgeTakesThePlaceOfTheOneWithItsKey() {
    StoredLink before = group(A, "g");
    StoredLink after =
        new StoredLink(
            A,
            3,
            before.relationshipType(),
            FOUNDATION,
            "g",
            "scope_tag",
            "n",
            "exclude",
            "r",
            null,
            NOON);
    StoredLink item = to(A, ITEM, "g", "name", NOON);
    in(0, t -> t.links().save(List.of(before, item)));
    in(0, t -> t.links().save(List.of(after)));
    assertThat(served(4)).containsExactlyInAnyOrder(after, item);
    StoredLink missing = to(A, MISSING, "g", null, NOON);
    in(0, t -> t.links().save(List.of(missing)));
    assertThat(served(4)).containsExactlyInAnyOrder(after, missing);
  }

  @Test
  void aRemovedEdgeIsGoneAndCanComeBack() {
    StoredLink edge = group(A, "g");
    StoredLink other = group(B, "g");
    in(0, t -> t.links().save(List.of(edge, other)));
    in(0, t -> t.links().remove(List.of(edge.key())));
    in(0, t -> assertThat(t.links().from(List.of(A, B))).containsExactly(other));
    assertThat(served(4)).containsExactly(other);
    assertThat(removed(0, 2)).isEqualTo(Map.of(edge.key(), true));
    in(0, t -> t.links().save(List.of(edge)));
    assertThat(served(4)).containsExactly(edge, other);
    assertThat(removed(0, 3)).isEqualTo(Map.of(edge.key(), false));
  }

  @Test
  void removingAnEdgeLeavesThoseThatDifferInOnePartOfTheKey() {
    StoredLink edge = to(A, MISSING, "g", null, NOON);
    List<StoredLink> others =
        List.of(
            to(B, MISSING, "g", null, NOON),
            to(new ItemKey(8, "a"), MISSING, "g", null, NOON),
            to(A, MISSING, "G", null, NOON),
            link(A, 0, "depends_on", FOUNDATION, "g", null, NOON),
            link(A, 0, "targets", MISSING, "g", null, NOON));
    in(
        0,
        t -> {
          t.links().save(others);
          t.links().save(List.of(edge));
          t.links().remove(List.of(edge.key()));
        });
    assertThat(Stream.concat(served(4).stream(), served(8).stream()).toList())
        .containsExactlyInAnyOrderElementsOf(others);
  }

  @Test
  void edgesFollowTheirTargetAsItAppearsIsRenamedLosesItsNameAndDisappears() {
    in(
        0,
        t ->
            t.links()
                .save(
                    List.of(
                        to(A, MISSING, "target", null, NOON),
                        to(B, MISSING, "target", null, NOON))));
    in(0, t -> t.links().resolve(List.of(TARGET), named(TARGET, "one")));
    assertTargets(ITEM, "one");
    in(0, t -> t.links().resolve(List.of(TARGET), named(TARGET, "two")));
    assertTargets(ITEM, "two");
    in(0, t -> t.links().resolve(List.of(TARGET), named(TARGET, null)));
    assertTargets(ITEM, null);
    in(0, t -> t.links().resolve(List.of(TARGET), named(TARGET, "three")));
    in(0, t -> t.links().resolve(List.of(TARGET), Map.of()));
    assertTargets(MISSING, null);
    assertThat(step(0)).isEqualTo(6);
  }

  private void assertTargets(String targetType, @Nullable String name) {
    StoredLink a = to(A, targetType, "target", name, NOON);
    StoredLink b = to(B, targetType, "target", name, NOON);
    assertThat(served(4)).containsExactly(a, b);
    assertThat(removed(0, step(0))).isEqualTo(Map.of(a.key(), false, b.key(), false));
  }

  @Test
  void onlyEdgesToTheItemItselfFollowIt() {
    List<StoredLink> others =
        List.of(
            group(A, "target"),
            to(A, MISSING, "Target", null, NOON),
            to(A, ITEM, "other", "other name", NOON));
    StoredLink ofOtherTenant = to(new ItemKey(8, "a"), MISSING, "target", null, NOON);
    StoredLink removed = to(B, MISSING, "target", null, NOON);
    in(
        0,
        t -> {
          t.links().save(others);
          t.links().save(List.of(ofOtherTenant, removed));
          t.links().remove(List.of(removed.key()));
        });
    in(0, t -> t.links().resolve(List.of(TARGET), named(TARGET, "name")));
    assertThat(step(0)).isEqualTo(1);
    assertThat(served(4)).containsExactlyInAnyOrderElementsOf(others);
    assertThat(served(8)).containsExactly(ofOtherTenant);
  }

  @Test
  void severalTargetsAreResolvedAtOnce() {
    ItemKey gone = new ItemKey(4, "gone");
    in(
        0,
        t ->
            t.links()
                .save(
                    List.of(
                        to(A, MISSING, "target", null, NOON),
                        to(B, ITEM, "gone", "was here", NOON),
                        to(new ItemKey(8, "a"), ITEM, "target", "kept", NOON))));
    Map<ItemKey, @Nullable String> names = named(TARGET, "name");
    names.put(OTHERS_TARGET, "kept");
    in(0, t -> t.links().resolve(List.of(TARGET, gone, OTHERS_TARGET), names));
    assertThat(served(4))
        .containsExactly(to(A, ITEM, "target", "name", NOON), to(B, MISSING, "gone", null, NOON));
    assertThat(removed(0, 2))
        .isEqualTo(
            Map.of(
                to(A, ITEM, "target", null, NOON).key(), false,
                to(B, ITEM, "gone", null, NOON).key(), false));
  }

  @Test
  void eachTransactionThatChangesEdgesIsTheNextStep() {
    StoredLink a = to(A, MISSING, "target", null, NOON);
    StoredLink b = group(B, "g");
    assertThat(step(0)).isZero();
    in(
        0,
        t -> {
          t.links().save(List.of(a));
          t.links().save(List.of(b));
          t.links().resolve(List.of(TARGET), named(TARGET, "name"));
          t.links().remove(List.of(b.key()));
        });
    assertThat(step(0)).isEqualTo(1);
    assertThat(removed(0, 1)).isEqualTo(Map.of(a.key(), false, b.key(), true));
    in(0, t -> t.links().remove(List.of(a.key())));
    assertThat(step(0)).isEqualTo(2);
    assertThat(removed(0, 2)).isEqualTo(Map.of(a.key(), true));
  }

  @Test
  void aTransactionThatChangesNothingIsNoStep() {
    StoredLink edge = to(A, ITEM, "target", null, null);
    StoredLink gone = group(B, "g");
    in(0, t -> t.links().save(List.of(edge, gone)));
    in(0, t -> t.links().remove(List.of(gone.key())));
    in(
        0,
        t -> {
          t.links().save(List.of(edge));
          t.links().save(List.of());
          t.links().remove(List.of(gone.key(), group(A, "never").key()));
          t.links().remove(List.of());
          t.links().resolve(List.of(TARGET, OTHERS_TARGET), named(TARGET, null));
          t.links().resolve(List.of(), Map.of());
          t.links().saveSources(List.of(new StoredSource(A, 1, "[]")));
          t.links().leaveDirty(List.of(A));
          assertThat(t.links().from(List.of())).isEmpty();
        });
    assertThat(step(0)).isEqualTo(2);
    assertThat(removed(0, 1)).isEqualTo(Map.of(edge.key(), false));
    in(0, t -> t.links().save(List.of(gone)));
    assertThat(step(0)).isEqualTo(3);
  }

  @Test
  void partitionsHaveStepsOfTheirOwn() {
    in(0, t -> t.links().save(List.of(group(A, "g"))));
    in(0, t -> t.links().save(List.of(group(B, "g"))));
    in(1, t -> t.links().save(List.of(group(new ItemKey(5, "a"), "g"))));
    assertThat(step(0)).isEqualTo(2);
    assertThat(step(1)).isEqualTo(1);
    assertThat(step(2)).isZero();
  }

  @Test
  void workThatThrowsLeavesEdgesAndStepsAsTheyWere() {
    StoredLink edge = to(A, MISSING, "target", null, NOON);
    in(0, t -> t.links().save(List.of(edge)));
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                in(
                    0,
                    t -> {
                      t.links().resolve(List.of(TARGET), named(TARGET, "name"));
                      t.links().save(List.of(group(B, "g")));
                      t.links().leaveDirty(List.of(A));
                      throw new IllegalStateException("crash");
                    }));
    assertThat(served(4)).containsExactly(edge);
    assertThat(step(0)).isEqualTo(1);
    in(0, t -> assertThat(t.links().takeDirty()).isEmpty());
  }

  @Test
  void otherDefinitionsKeepEdgesAndSteps() {
    StoredLink edge = to(A, ITEM, "target", "name", NOON);
    StoredLink gone = group(B, "g");
    in(0, t -> t.links().save(List.of(edge, gone)));
    in(0, t -> t.links().remove(List.of(gone.key())));
    inWithOtherDefinitions(
        0,
        t -> {
          assertThat(t.links().from(List.of(A, B))).containsExactly(edge);
          t.links().resolve(List.of(TARGET), Map.of());
        });
    assertThat(step(0)).isEqualTo(3);
    assertThat(removed(0, 2)).isEqualTo(Map.of(gone.key(), true));
    assertThat(served(4)).containsExactly(to(A, MISSING, "target", null, NOON));
  }

  private static Map<ItemKey, @Nullable String> named(ItemKey key, @Nullable String name) {
    return new HashMap<>(Collections.singletonMap(key, name));
  }

  private static StoredLink group(ItemKey source, String id) {
    return link(source, 0, "assigned_to_include", FOUNDATION, id, null, NOON);
  }

  private static StoredLink at(ItemKey source, int place, @Nullable Instant createdAt) {
    return link(source, place, "depends_on", MISSING, "r" + place, null, createdAt);
  }

  private static StoredLink to(
      ItemKey source,
      String targetType,
      String reference,
      @Nullable String name,
      @Nullable Instant createdAt) {
    return link(source, 0, "depends_on", targetType, reference, name, createdAt);
  }

  private static StoredLink link(
      ItemKey source,
      int place,
      String relationship,
      String targetType,
      String reference,
      @Nullable String name,
      @Nullable Instant createdAt) {
    String foundationType = targetType.equals(FOUNDATION) ? "aad_group" : null;
    return new StoredLink(
        source,
        place,
        relationship,
        targetType,
        reference,
        foundationType,
        name,
        null,
        reference,
        createdAt,
        NOON);
  }
}
