package io.tenantatlas.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.bench.load.SourceChange.Kind;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceChangesTest {

  @Test
  void theSameSeedGivesTheSameChanges() {
    assertThat(some(1, 0)).isEqualTo(some(1, 0));
    assertThat(some(1, 0)).isNotEqualTo(some(2, 0));
  }

  @Test
  void onlyRowsThatAreThereAreChanged() {
    Set<Long> there = new HashSet<>();
    for (SourceChange each : some(1, 0)) {
      if (each.table() != WrittenTable.TENANTS) {
        switch (each.kind()) {
          case INSERT -> assertThat(there.add(each.id())).isTrue();
          case UPDATE -> assertThat(there).contains(each.id());
          case DELETE -> assertThat(there.remove(each.id())).isTrue();
        }
      }
    }
  }

  @Test
  void thoseThatRunSideBySideChangeOtherRows() {
    assertThat(changed(0)).isNotEmpty().doesNotContainAnyElementsOf(changed(1));
  }

  @Test
  void allTablesAreChangedInAllWays() {
    Set<WrittenTable> tables = EnumSet.noneOf(WrittenTable.class);
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (SourceChange each : some(1, 0)) {
      tables.add(each.table());
      kinds.add(each.kind());
    }
    assertThat(tables).containsExactly(WrittenTable.values());
    assertThat(kinds).containsExactly(Kind.values());
  }

  private static Set<Long> changed(int number) {
    return some(1, number).stream().map(SourceChange::id).collect(Collectors.toSet());
  }

  private static List<SourceChange> some(long seed, int number) {
    var changes = new SourceChange.Changes(seed, number, 2, 100, 0);
    return Stream.generate(changes::next).limit(5_000).toList();
  }
}
