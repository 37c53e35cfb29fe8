package io.tenantatlas.bench.servers;

import io.tenantatlas.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of a JVM's process.
 *
 * @param liveBytes of the objects that a full collection leaves
 * @param residentBytes of the process: the heap as far as it was touched, and all else but mapped
 *     files
 */
public record Memory(long liveBytes, long residentBytes) {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+[0-9]+\\s+([0-9]+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^RssAnon:\\s+([0-9]+) kB");
  private static final int LOOKS = 3;

  /** Measured now: the least of some looks, since the process goes on working. */
  public static Memory of(long pid) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    long live = Long.MAX_VALUE;
    for (int look = 0; look < LOOKS; look++) {
      String histogram =
          Tools.run(List.of(jcmd, Long.toString(pid), "GC.class_histogram")); // collects first
      live = Math.min(live, number(TOTAL, histogram));
    }
    String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
    return new Memory(live, number(RESIDENT, status) * 1024);
  }

  private static long number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new BenchException("no " + pattern + " in: " + text);
    }
    return Long.parseLong(found.group(1));
  }

  public Memory minus(Memory before) {
    return new Memory(liveBytes - before.liveBytes, residentBytes - before.residentBytes);
  }
}
