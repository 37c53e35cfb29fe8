package io.tenantatlas.bench.report;

import java.util.List;

/** A Markdown table that is added to row by row. */
public final class Table {

  private final StringBuilder text = new StringBuilder();

  public Table(String... columns) {
    row(columns);
    text.append("|---".repeat(columns.length)).append("|\n");
  }

  public void row(String... cells) {
    text.append("| ").append(String.join(" | ", List.of(cells))).append(" |\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
