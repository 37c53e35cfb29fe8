package io.tenantatlas.bench.report;

import io.tenantatlas.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PERFORMANCE.md: a head that people write, and sections that scenarios write. */
public final class PerformancePage {

  private static final Path FILE = Path.of("deploy", "bench", "PERFORMANCE.md");

  /** Puts a section in the place of the one with its title, or at the end. */
  public static void write(String title, String section) throws IOException {
    if (!Files.exists(FILE)) {
      throw new BenchException("there is no " + FILE + ": run this from the repository's root");
    }
    Files.writeString(FILE, replaced(Files.readString(FILE), title, section));
  }

  static String replaced(String page, String title, String section) {
    String heading = "\n## " + title + "\n";
    int from = page.indexOf(heading);
    if (from < 0) {
      return page.stripTrailing() + "\n\n" + section;
    }
    int next = page.indexOf("\n## ", from + heading.length());
    return page.substring(0, from + 1) + section + (next < 0 ? "" : page.substring(next));
  }

  private PerformancePage() {}
}
