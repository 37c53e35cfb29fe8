package io.tenantatlas.bench.report;

import io.tenantatlas.bench.BenchException;
import java.util.Locale;
import org.HdrHistogram.DoubleHistogram;

/**
 * Measured values that are not negative, kept to three decimal digits by HdrHistogram. For one
 * thread.
 */
public final class Spread {

  private static final int DIGITS = 3;

  private final DoubleHistogram values = new DoubleHistogram(DIGITS);

  public static Spread of(double... values) {
    Spread spread = new Spread();
    for (double value : values) {
      spread.add(value);
    }
    return spread;
  }

  public void add(double value) {
    values.recordValue(value);
  }

  public long size() {
    return values.getTotalCount();
  }

  public double median() {
    return percentile(50);
  }

  /** The least value that so many percent do not exceed. */
  public double percentile(double percent) {
    if (size() == 0) {
      throw new BenchException("nothing was measured");
    }
    return values.getValueAtPercentile(percent);
  }

  public double max() {
    return percentile(100);
  }

  /** Median, least and greatest, in a format for one number; a single value stands alone. */
  public String spread(String format) {
    return size() == 1
        ? String.format(Locale.ROOT, format, median())
        : String.format(
            Locale.ROOT,
            format + " (" + format + "–" + format + ")",
            median(),
            percentile(0),
            max());
  }

  /** One of the values in milliseconds. */
  public static String millis(double value) {
    return String.format(Locale.ROOT, "%.1f ms", value);
  }
}
