package io.tenantatlas.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Measured values in order, smallest first; there is at least one. */
final class Distribution {

  private final double[] sorted;

  private Distribution(double[] sorted) {
    this.sorted = sorted;
  }

  static Distribution of(double... values) {
    if (values.length == 0) {
      throw new BenchException("nothing was measured");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Distribution(sorted);
  }

  static Distribution of(Collection<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  int size() {
    return sorted.length;
  }

  double min() {
    return sorted[0];
  }

  double max() {
    return sorted[sorted.length - 1];
  }

  /** The mean of the middle two, when there are two. */
  double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The least value that so many percent do not exceed. */
  double percentile(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(rank, 1) - 1];
  }

  /** Median, least and greatest, in a format for one number. */
  String spread(String format) {
    return String.format(
        Locale.ROOT, format + " (" + format + "–" + format + ")", median(), min(), max());
  }
}
