package io.tenantatlas.standalone.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The badge catalog as it was agreed, written by hand, and the rule for values that it does not
 * have. Shares nothing with the product.
 */
final class BadgeCatalog {

  /** One domain a line: its name, then for each value {@code value: label/color/icon}. */
  private static final String TABLE =
      """
      tenant.status = active: Active/success/check-circle; pending: Pending/warning/clock; \
      onboarding: Onboarding/info/arrow-path; suspended: Suspended/warning/pause-circle; \
      archived: Archived/gray/archive-box; error: Error/danger/x-circle
      tenant.is_current = true: Current/success/check-circle; false: Not current/gray/minus-circle
      operation_run.status = queued: Queued/warning/clock; running: Running/info/arrow-path; \
      completed: Completed/gray/check-circle
      operation_run.outcome = pending: Pending/gray/clock; succeeded: Succeeded/success/check-circle; \
      partial: Partial/warning/exclamation-triangle; failed: Failed/danger/x-circle; \
      cancelled: Cancelled/gray/minus-circle; blocked: Blocked/warning/no-symbol
      inventory_sync_run.status = pending: Pending/gray/clock; running: Running/info/arrow-path; \
      success: Success/success/check-circle; partial: Partial/warning/exclamation-triangle; \
      failed: Failed/danger/x-circle; skipped: Skipped/gray/minus-circle
      backup_schedule_run.status = running: Running/info/arrow-path; success: Success/success/check-circle; \
      partial: Partial/warning/exclamation-triangle; failed: Failed/danger/x-circle; \
      skipped: Skipped/gray/minus-circle; canceled: Canceled/gray/minus-circle
      entra_group_sync_run.status = pending: Pending/gray/clock; running: Running/info/arrow-path; \
      partial: Partial/warning/exclamation-triangle; failed: Failed/danger/x-circle; \
      succeeded: Succeeded/success/check-circle
      entra_group_sync_run.safety_stop_triggered = true: Safety stop/danger/shield-exclamation; \
      false: Normal/gray/shield-check
      restore_run.status = draft: Draft/gray/document; scoped: Scoped/gray/funnel; \
      checked: Checked/info/clipboard-document-check; previewed: Previewed/info/eye; \
      pending: Pending/gray/clock; queued: Queued/warning/clock; running: Running/info/arrow-path; \
      completed: Completed/success/check-circle; partial: Partial/warning/exclamation-triangle; \
      failed: Failed/danger/x-circle; cancelled: Cancelled/gray/minus-circle
      finding.status = new: New/warning/bell-alert; open: Open/warning/bell-alert; \
      acknowledged: Acknowledged/info/check-circle; closed: Closed/gray/lock-closed
      finding.severity = low: Low/info/information-circle; medium: Medium/warning/exclamation-triangle; \
      high: High/danger/exclamation-circle
      """;

  private static final Map<String, Map<String, Entry>> DOMAINS = parse();

  private record Entry(String value, String label, String color, String icon) {}

  private BadgeCatalog() {}

  /** The domains' names. */
  static List<String> domains() {
    return List.copyOf(DOMAINS.keySet());
  }

  /** A domain's known values. */
  static List<String> values(String domain) {
    return List.copyOf(domain(domain).keySet());
  }

  /** The badge of a value as the source has it. */
  static ObjectNode badge(String domain, @Nullable String raw) {
    String sought = raw == null ? "" : raw.strip().toLowerCase(Locale.ROOT);
    Entry entry = domain(domain).get(sought);
    if (entry != null) {
      return badge(entry.value, entry.label, entry.color, entry.icon, true);
    }
    String label = raw == null || raw.isBlank() ? "Unknown" : headline(raw.strip());
    return badge(raw, label, "gray", "question-mark-circle", false);
  }

  /**
   * Words begin after blanks, {@code _} and {@code -}, and with a capital behind a small letter or
   * a digit; each is capitalized, its rest in small letters. A text without a word stays as it is.
   */
  static String headline(String text) {
    List<StringBuilder> words = new ArrayList<>(List.of(new StringBuilder()));
    int previous = ' ';
    for (int character : text.codePoints().toArray()) {
      boolean separator = " \t\n\u000B\f\r_-".indexOf(character) >= 0;
      if (separator || (isSmallOrDigit(previous) && isCapital(character))) {
        words.add(new StringBuilder());
      }
      if (!separator) {
        words.getLast().appendCodePoint(character);
      }
      previous = character;
    }
    String headline =
        words.stream()
            .filter(word -> !word.isEmpty())
            .map(word -> capitalized(word.toString()))
            .collect(Collectors.joining(" "));
    return headline.isEmpty() ? text : headline;
  }

  private static String capitalized(String word) {
    int rest = Character.charCount(word.codePointAt(0));
    return word.substring(0, rest).toUpperCase(Locale.ROOT)
        + word.substring(rest).toLowerCase(Locale.ROOT);
  }

  private static boolean isSmallOrDigit(int character) {
    int type = Character.getType(character);
    return type == Character.LOWERCASE_LETTER || type == Character.DECIMAL_DIGIT_NUMBER;
  }

  private static boolean isCapital(int character) {
    return Character.getType(character) == Character.UPPERCASE_LETTER;
  }

  private static ObjectNode badge(
      @Nullable String value, String label, String color, String icon, boolean known) {
    ObjectNode badge = JsonMapper.shared().createObjectNode();
    return badge
        .put("value", value)
        .put("label", label)
        .put("color", color)
        .put("icon", icon)
        .put("known", known);
  }

  private static Map<String, Entry> domain(String name) {
    Map<String, Entry> domain = DOMAINS.get(name);
    if (domain == null) {
      throw new IllegalArgumentException(name);
    }
    return domain;
  }

  private static Map<String, Map<String, Entry>> parse() {
    Map<String, Map<String, Entry>> domains = new LinkedHashMap<>();
    for (String line : TABLE.lines().toList()) {
      String[] parts = line.split(" = ", 2);
      Map<String, Entry> entries = new LinkedHashMap<>();
      for (String entry : parts[1].split("; ", -1)) {
        String[] shown = entry.split(": |/", 4);
        entries.put(shown[0], new Entry(shown[0], shown[1], shown[2], shown[3]));
      }
      domains.put(parts[0], entries);
    }
    return domains;
  }
}
