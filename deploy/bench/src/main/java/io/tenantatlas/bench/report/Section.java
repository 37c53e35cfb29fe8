package io.tenantatlas.bench.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one scenario found.
 *
 * @param about what was measured, and how
 * @param notes what is to be known beside the tables, a paragraph each
 */
public record Section(String title, String about, List<Table> tables, List<String> notes) {

  /** In Markdown, with the command that repeats it. */
  public String markdown(String command, String machine) {
    Stream<String> body = Stream.concat(tables.stream().map(Table::toString), notes.stream());
    return "## %s\n```\n%s\n```\n%s\n\n%s\n\n%s\n"
        .formatted(
            title,
            command,
            about.strip(),
            machine,
            body.map(String::strip).collect(Collectors.joining("\n\n")));
  }
}
