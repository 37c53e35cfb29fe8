package io.tenantatlas.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When, where and with which versions was measured. */
public final class Machine {

  private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*: (.*)$");
  private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s+([0-9]+) kB");
  private static final double KILOBYTES_PER_GIGABYTE = 1024 * 1024;

  /** One line. */
  public static String describe() {
    Properties versions = versions();
    return String.format(
        Locale.ROOT,
        "%s; %d cores (%s), shared by all that runs, %.0f GB; Java %s, PostgreSQL %s, Kafka %s, Debezium %s.",
        LocalDate.now(ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors(),
        found(MODEL, "/proc/cpuinfo", "unknown model"),
        Long.parseLong(found(MEMORY, "/proc/meminfo", "0")) / KILOBYTES_PER_GIGABYTE,
        Runtime.version().feature(),
        versions.getProperty("postgresql"),
        versions.getProperty("kafka"),
        versions.getProperty("debezium"));
  }

  private static Properties versions() {
    Properties versions = new Properties();
    try (InputStream file = Machine.class.getResourceAsStream("/versions.properties")) {
      versions.load(file);
      return versions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String found(Pattern pattern, String file, String otherwise) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(Path.of(file)));
      return matcher.find() ? matcher.group(1) : otherwise;
    } catch (IOException e) {
      return otherwise;
    }
  }

  private Machine() {}
}
