package io.tenantatlas.projector.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is captured and what is kept. */
class SourceTableTest {

  /** The fingerprint when nothing of JSON was kept, and sessions lay in one partition only. */
  private static final String BEFORE_MEMBERS = "8077fee7";

  /** The fingerprint when every partition had all onboarding sessions. */
  private static final String SESSIONS_EVERYWHERE = "713c903c";

  @Test
  void ofJsonOnlyItsMembersAreKeptUnderTheColumnsAndTheirName() {
    assertThat(SourceTable.OPERATION_RUNS.keptColumns())
        .contains(new Column.Kept("context.verification_report", Column.Type.JSON))
        .extracting(Column.Kept::name)
        .doesNotContain("context", "summary_counts", "failure_summary");
    assertThat(SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS.keptColumns())
        .extracting(Column.Kept::name)
        .containsExactly(
            "workspace_id",
            "tenant_id",
            "state.verification_operation_run_id",
            "completed_at",
            "created_at");
  }

  @ParameterizedTest
  @EnumSource(SourceTable.class)
  void whatIsKeptHasOneNameEachAndMembersAreJsonOrWholeNumbers(SourceTable table) {
    List<String> names = table.keptColumns().stream().map(Column.Kept::name).toList();
    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    for (Column column : table.columns()) {
      assertThat(column.members())
          .extracting(Column.Member::type)
          .isSubsetOf(Column.Type.JSON, Column.Type.INTEGER);
      assertThat(column.type() == Column.Type.JSON || column.members().isEmpty()).isTrue();
    }
  }

  /** Their copies in the log are dropped by reading everything anew. */
  @Test
  void logsInWhichEveryPartitionHadTheOnboardingSessionsAreOfAnotherFingerprint() {
    assertThat(SourceTable.fingerprint()).isNotEqualTo(SESSIONS_EVERYWHERE);
  }

  @Test
  void logsOfWhichNoMembersWereKeptAreOfAnotherFingerprint() {
    assertThat(SourceTable.fingerprint()).matches("[0-9a-f]{8}").isNotEqualTo(BEFORE_MEMBERS);
  }
}
