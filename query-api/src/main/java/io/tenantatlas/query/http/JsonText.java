package io.tenantatlas.query.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * Cuts pieces out of stored JSON as it is written, so that numbers keep their text. All methods
 * throw {@link MalformedDocumentException} when the piece is not there or is something else.
 */
final class JsonText {

  /** The read model is no stranger: how deep and long its JSON is, the source has decided. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** The value of the object's own member of that name. */
  static String member(String object, String name) {
    try (JsonParser parser = parse(object)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = parser.currentName().equals(name);
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        if (wanted) {
          return object.substring(from, (int) parser.currentLocation().getCharOffset());
        }
      }
    } catch (JacksonException e) {
      throw broken(e);
    }
    throw new MalformedDocumentException("There is no member \"" + name + "\"");
  }

  /** What is between the braces of an object; blank when it has no members. */
  static String members(String object) {
    if (!object.startsWith("{") || !object.endsWith("}")) {
      throw new MalformedDocumentException("What should be a JSON object is none");
    }
    return object.substring(1, object.length() - 1);
  }

  /** The members of several objects, each without braces, as those of one. */
  static String join(String... members) {
    return Stream.of(members).filter(some -> !some.isBlank()).collect(Collectors.joining(","));
  }

  /** The elements of an array of strings. */
  static List<String> strings(String array) {
    try (JsonParser parser = parse(array)) {
      List<String> strings = new ArrayList<>();
      boolean begun = parser.nextToken() == JsonToken.START_ARRAY;
      while (begun && parser.nextToken() == JsonToken.VALUE_STRING) {
        strings.add(parser.getString());
      }
      if (parser.currentToken() == JsonToken.END_ARRAY) {
        return List.copyOf(strings);
      }
    } catch (JacksonException e) {
      throw broken(e);
    }
    throw new MalformedDocumentException("What should be an array of strings is none");
  }

  /** A string as a JSON value, with its quotes. */
  static String string(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
  }

  private static JsonParser parse(String text) {
    return JSON.createParser(ObjectReadContext.empty(), text);
  }

  /** Not with the parser's own message, which may quote content. */
  private static MalformedDocumentException broken(JacksonException e) {
    long at = e.getLocation() == null ? -1 : e.getLocation().getCharOffset();
    return new MalformedDocumentException("The JSON is broken at character " + at);
  }

  private JsonText() {}
}
