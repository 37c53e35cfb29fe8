package io.tenantatlas.bench;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the command line says in {@code --name=value}. For one thread. */
final class Arguments {

  private final Map<String, String> values;
  private final Set<String> asked = new HashSet<>();

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /** The first argument is the benchmark, and not read here. */
  static Arguments parse(String[] args) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      if (!args[i].startsWith("--") || equals < 0) {
        throw new BenchException("not of the form --name=value: " + args[i]);
      }
      values.put(args[i].substring(2, equals), args[i].substring(equals + 1));
    }
    return new Arguments(values);
  }

  boolean has(String name) {
    asked.add(name);
    return values.containsKey(name);
  }

  String text(String name, String otherwise) {
    asked.add(name);
    return values.getOrDefault(name, otherwise);
  }

  /** A positive number. */
  int number(String name, int otherwise) {
    return positive(name, text(name, Integer.toString(otherwise)));
  }

  /** Positive numbers with commas between them. */
  List<Integer> numbers(String name, String otherwise) {
    return Stream.of(text(name, otherwise).split(",", -1))
        .map(each -> positive(name, each))
        .toList();
  }

  private static int positive(String name, String value) {
    if (!value.matches("0*[1-9][0-9]{0,8}")) {
      throw new BenchException("--" + name + " must be a positive number, and is " + value);
    }
    return Integer.parseInt(value);
  }

  /** Refuses what nobody has asked for. */
  void refuseOthers(String usage) {
    for (String name : values.keySet()) {
      if (!asked.contains(name)) {
        throw new BenchException("--" + name + " is not known\n\n" + usage);
      }
    }
  }
}
