package io.tenantatlas.projector.projection.badge;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadgeDomainTest {

  /** The whole catalog, once more: domain, then a line for each value. */
  private static final String CATALOG =
      """
      tenant.status
        active: Active/success/check-circle
        pending: Pending/warning/clock
        onboarding: Onboarding/info/arrow-path
        suspended: Suspended/warning/pause-circle
        archived: Archived/gray/archive-box
        error: Error/danger/x-circle
      tenant.is_current
        true: Current/success/check-circle
        false: Not current/gray/minus-circle
      operation_run.status
        queued: Queued/warning/clock
        running: Running/info/arrow-path
        completed: Completed/gray/check-circle
      operation_run.outcome
        pending: Pending/gray/clock
        succeeded: Succeeded/success/check-circle
        partial: Partial/warning/exclamation-triangle
        failed: Failed/danger/x-circle
        cancelled: Cancelled/gray/minus-circle
        blocked: Blocked/warning/no-symbol
      inventory_sync_run.status
        pending: Pending/gray/clock
        running: Running/info/arrow-path
        success: Success/success/check-circle
        partial: Partial/warning/exclamation-triangle
        failed: Failed/danger/x-circle
        skipped: Skipped/gray/minus-circle
      backup_schedule_run.status
        running: Running/info/arrow-path
        success: Success/success/check-circle
        partial: Partial/warning/exclamation-triangle
        failed: Failed/danger/x-circle
        skipped: Skipped/gray/minus-circle
        canceled: Canceled/gray/minus-circle
      entra_group_sync_run.status
        pending: Pending/gray/clock
        running: Running/info/arrow-path
        succeeded: Succeeded/success/check-circle
        partial: Partial/warning/exclamation-triangle
        failed: Failed/danger/x-circle
      entra_group_sync_run.safety_stop_triggered
        true: Safety stop/danger/shield-exclamation
        false: Normal/gray/shield-check
      restore_run.status
        draft: Draft/gray/document
        scoped: Scoped/gray/funnel
        checked: Checked/info/clipboard-document-check
        previewed: Previewed/info/eye
        pending: Pending/gray/clock
        queued: Queued/warning/clock
        running: Running/info/arrow-path
        completed: Completed/success/check-circle
        partial: Partial/warning/exclamation-triangle
        failed: Failed/danger/x-circle
        cancelled: Cancelled/gray/minus-circle
      finding.status
        new: New/warning/bell-alert
        open: Open/warning/bell-alert
        acknowledged: Acknowledged/info/check-circle
        closed: Closed/gray/lock-closed
      finding.severity
        low: Low/info/information-circle
        medium: Medium/warning/exclamation-triangle
        high: High/danger/exclamation-circle
      """;

  private static final long SEED = 20260301L;

  @Test
  void theCatalogIsExactlyThis() {
    StringBuilder written = new StringBuilder();
    for (BadgeDomain domain : BadgeDomain.values()) {
      written.append(domain.domainName()).append('\n');
      for (Badge badge : domain.badges()) {
        written.append(
            "  %s: %s/%s/%s%n"
                .formatted(badge.value(), badge.label(), badge.color(), badge.icon()));
      }
    }
    assertThat(written.toString()).isEqualToNormalizingNewlines(CATALOG);
  }

  @Test
  void everyKnownValueHasTheCatalogsBadge() {
    Map<String, BadgeDomain> domains = byName();
    BadgeDomain domain = BadgeDomain.TENANT_STATUS;
    for (String line : CATALOG.lines().toList()) {
      if (!line.startsWith(" ")) {
        domain = Objects.requireNonNull(domains.get(line), line);
        continue;
      }
      String[] valueAndRest = line.strip().split(": ", 2);
      String[] rest = valueAndRest[1].split("/", 3);
      assertThat(domain.badge(valueAndRest[0]))
          .isEqualTo(new Badge(valueAndRest[0], rest[0], rest[1], rest[2], true));
    }
  }

  @Test
  void domainNamesAreUnique() {
    assertThat(Arrays.stream(BadgeDomain.values()).map(BadgeDomain::domainName))
        .doesNotHaveDuplicates();
  }

  @Test
  void colorsAreTheFiveTones() {
    for (BadgeDomain domain : BadgeDomain.values()) {
      assertThat(domain.badges())
          .extracting(Badge::color)
          .isSubsetOf("success", "info", "warning", "danger", "gray");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed", "FAILED", "Failed", "  failed", "failed\t\n", " FaIlEd "})
  void valuesAreMatchedAfterTrimmingAndLowerCasing(String value) {
    assertThat(BadgeDomain.OPERATION_RUN_OUTCOME.badge(value))
        .isEqualTo(new Badge("failed", "Failed", "danger", "x-circle", true));
  }

  @Test
  void noValueIsUnknown() {
    assertThat(BadgeDomain.FINDING_STATUS.badge(null))
        .isEqualTo(new Badge(null, "Unknown", "gray", "question-mark-circle", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t \n"})
  void anEmptyValueIsUnknown(String value) {
    for (BadgeDomain domain : BadgeDomain.values()) {
      Badge badge = domain.badge(value);
      assertThat(badge.known()).isFalse();
      assertThat(badge.label()).isEqualTo("Unknown");
      assertThat(badge.color()).isEqualTo("gray");
      assertThat(badge.icon()).isEqualTo("question-mark-circle");
    }
  }

  @Test
  void aValueOfAnotherDomainIsUnknown() {
    assertThat(BadgeDomain.OPERATION_RUN_OUTCOME.badge("canceled"))
        .isEqualTo(new Badge("canceled", "Canceled", "gray", "question-mark-circle", false));
  }

  @Test
  void booleansAreTheValuesTrueAndFalse() {
    assertThat(BadgeDomain.TENANT_IS_CURRENT.badge("true"))
        .isEqualTo(new Badge("true", "Current", "success", "check-circle", true));
    assertThat(BadgeDomain.ENTRA_GROUP_SYNC_RUN_SAFETY_STOP_TRIGGERED.badge("false"))
        .isEqualTo(new Badge("false", "Normal", "gray", "shield-check", true));
    assertThat(BadgeDomain.TENANT_IS_CURRENT.badge(" TRUE ").known()).isTrue();
    assertThat(BadgeDomain.TENANT_IS_CURRENT.badge("1").known()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "critical, Critical",
    "not_applicable, Not Applicable",
    "not-applicable, Not Applicable",
    "not applicable, Not Applicable",
    "notApplicable, Not Applicable",
    "phase2Done, Phase2 Done",
    "' needs__review ', Needs Review",
    "_private, Private",
    "WAITING, Waiting",
    "übung_macht, Übung Macht",
    "___, ___",
    "😀_ok, 😀 Ok"
  })
  void anUnknownValuesLabelIsItsHeadlineCase(String value, String label) {
    Badge badge = BadgeDomain.FINDING_STATUS.badge(value);
    assertThat(badge.label()).isEqualTo(label);
    assertThat(badge.color()).isEqualTo("gray");
    assertThat(badge.icon()).isEqualTo("question-mark-circle");
    assertThat(badge.known()).isFalse();
    assertThat(badge.value()).isEqualTo(value);
  }

  @Test
  void aBadgeIsShownWithItsMembersInOrder() {
    assertThat(BadgeDomain.FINDING_SEVERITY.badge("high").shown())
        .isInstanceOf(LinkedHashMap.class)
        .containsExactly(
            Map.entry("value", "high"),
            Map.entry("label", "High"),
            Map.entry("color", "danger"),
            Map.entry("icon", "exclamation-circle"),
            Map.entry("known", true));
  }

  @Test
  void noTextEverFailsAndOnlyTheCatalogsValuesAreKnown() {
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      String text = randomText(random);
      for (BadgeDomain domain : BadgeDomain.values()) {
        Set<String> known =
            Set.copyOf(domain.badges().stream().map(badge -> "" + badge.value()).toList());
        Badge badge = domain.badge(text);
        assertThat(badge.known())
            .as("%s of <%s>, seed %d, text %d", domain.domainName(), text, SEED, i)
            .isEqualTo(known.contains(text.strip().toLowerCase(Locale.ROOT)));
        assertThat(badge.label()).as("label of <%s>", text).isNotEmpty();
      }
    }
  }

  private static String randomText(Random random) {
    List<String> pieces =
        List.of(
            "new", "OPEN", "true", "failed", "_", "-", " ", "\t", "\u0000", "İ", "ß", "K", "😀",
            "\ud83d", "\udc00", "ŉ", "ǆ", "a", "Z", "9", "́", "\u00a0", "\u2003", "\uffff");
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(5);
    for (int i = 0; i < length; i++) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  private static Map<String, BadgeDomain> byName() {
    return Arrays.stream(BadgeDomain.values())
        .collect(toMap(BadgeDomain::domainName, domain -> domain));
  }
}
