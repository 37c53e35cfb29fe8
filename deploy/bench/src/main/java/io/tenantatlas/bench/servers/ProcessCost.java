package io.tenantatlas.bench.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and those that it started have cost so far, as Linux counts.
 *
 * @param processorSeconds of all processors; ended children count with their parent
 * @param residentBytes of memory, now
 */
public record ProcessCost(double processorSeconds, long residentBytes) {

  private static final double TICKS_PER_SECOND = 100;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int PAGES = 21;
  private static final int PAGE_BYTES = 4096;

  /** Of one process and its descendants. */
  public static ProcessCost of(long pid) {
    Stream<Long> children =
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).map(ProcessHandle::pid);
    return children.map(child -> stat(child, 0)).reduce(stat(pid, 2), ProcessCost::plus);
  }

  /** Nothing of a process that has ended meanwhile: its parent has its time then. */
  private static ProcessCost stat(long pid, int endedChildren) {
    try {
      return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")), endedChildren);
    } catch (IOException ended) {
      return new ProcessCost(0, 0);
    }
  }

  /** Of {@code /proc/…/stat}, in which the time of ended children comes behind the own. */
  static ProcessCost parse(String stat, int endedChildren) {
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
    long ticks = 0;
    for (int field = USER; field <= SYSTEM + endedChildren; field++) {
      ticks += Long.parseLong(fields.get(field));
    }
    return new ProcessCost(
        ticks / TICKS_PER_SECOND, Long.parseLong(fields.get(PAGES)) * PAGE_BYTES);
  }

  public ProcessCost plus(ProcessCost other) {
    return new ProcessCost(
        processorSeconds + other.processorSeconds, residentBytes + other.residentBytes);
  }
}
