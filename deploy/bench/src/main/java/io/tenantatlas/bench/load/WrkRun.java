package io.tenantatlas.bench.load;

import io.tenantatlas.bench.BenchException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk measured in one run.
 *
 * @param errors answers of status 400 and above, and failures of sockets
 */
public record WrkRun(double requestsPerSecond, double p50Millis, double p99Millis, long errors) {

  private static final Pattern LATENCY =
      Pattern.compile("(?m)^\\s*(50|99)%\\s+([0-9.]+)(us|ms|s|m)");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern STATUSES = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");
  private static final Pattern SOCKETS =
      Pattern.compile(
          "Socket errors: connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)");

  /** Reads what wrk prints with {@code --latency}. */
  public static WrkRun parse(String output) {
    Matcher rate = RATE.matcher(output);
    if (!rate.find()) {
      throw new BenchException("wrk says: " + output);
    }
    double p50 = Double.NaN;
    double p99 = Double.NaN;
    Matcher latency = LATENCY.matcher(output);
    while (latency.find()) {
      double millis = Double.parseDouble(latency.group(2)) * millis(latency.group(3));
      if (latency.group(1).equals("50")) {
        p50 = millis;
      } else {
        p99 = millis;
      }
    }
    long errors = sum(STATUSES.matcher(output)) + sum(SOCKETS.matcher(output));
    return new WrkRun(Double.parseDouble(rate.group(1)), p50, p99, errors);
  }

  private static double millis(String unit) {
    return switch (unit) {
      case "us" -> 0.001;
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      default -> throw new IllegalArgumentException(unit);
    };
  }

  private static long sum(Matcher found) {
    long sum = 0;
    if (found.find()) {
      for (int i = 1; i <= found.groupCount(); i++) {
        sum += Long.parseLong(found.group(i));
      }
    }
    return sum;
  }
}
