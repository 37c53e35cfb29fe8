import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks (or with {@code apply} mends) that all Java sources below a directory are in
 * google-java-format, imports ordered and none unused. It runs on the toolchain's JDK, since the
 * formatter reads only what the JDK it runs on can compile.
 */
final class Format {

  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean apply = args.length > 1 && args[1].equals("apply");
    List<Path> wrong = new ArrayList<>();
    for (Path file : sources(Path.of(args[0]))) {
      String text = Files.readString(file);
      String formatted = format(file, text);
      if (!formatted.equals(text)) {
        wrong.add(file);
        if (apply) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (!wrong.isEmpty() && !apply) {
      wrong.forEach(file -> System.err.println("not formatted: " + file));
      System.err.println("Run: ./mvnw -N verify -Dformat=apply");
      System.exit(1);
    }
    System.out.println(wrong.size() + (apply ? " sources formatted" : " sources to format"));
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/"))
          .toList();
    }
  }

  private static String format(Path file, String text) throws Exception {
    try {
      String ordered = ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.GOOGLE);
      return new Formatter().formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
    } catch (Exception e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
