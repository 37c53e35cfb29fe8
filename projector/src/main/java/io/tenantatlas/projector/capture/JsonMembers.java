package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The kept members of a JSON column's value. One pass over the text, without recursion, which holds
 * nothing else of it. Of members of the same name the last one is meant, as PostgreSQL's {@code ->}
 * says it.
 */
final class JsonMembers {

  /**
   * Deeper JSON is refused. Jackson's own limit is 500: what is kept must be readable also where it
   * lies inside of a document.
   */
  static final int DEPTH_MAX = 400;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
          // The names are any: a table of them would only grow.
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private JsonMembers() {}

  /**
   * Puts what is kept of the column's value into {@code values}: each member's JSON as it is
   * written, or its whole number; null where there is none.
   *
   * @param text the column's value; null for SQL NULL
   * @param where what an error says of the place, as its text
   * @throws MalformedRecordException when the text is not JSON, or exceeds a limit
   */
  static void put(
      Column column, @Nullable String text, Object where, Map<String, @Nullable Object> values)
      throws MalformedRecordException {
    column.members().forEach(member -> values.put(column.kept(member).name(), null));
    if (text == null || column.members().isEmpty()) {
      return;
    }
    boolean whole;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      whole = read(parser, column, text, values);
    } catch (JacksonException e) {
      whole = false;
    }
    if (!whole) {
      throw new MalformedRecordException(
          String.format(
              Locale.ROOT,
              "%s: expected JSON, at most %d levels deep and without a number of more than %d digits",
              where,
              DEPTH_MAX,
              StreamReadConstraints.DEFAULT_MAX_NUM_LEN));
    }
  }

  /** Whether the text is one JSON value and nothing else. */
  private static boolean read(
      JsonParser parser, Column column, String text, Map<String, @Nullable Object> values) {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        readMember(parser, column, text, values);
      }
    }
    parser.skipChildren();
    return first != null && parser.nextToken() == null;
  }

  private static void readMember(
      JsonParser parser, Column column, String text, Map<String, @Nullable Object> values) {
    String name = parser.currentName();
    parser.nextToken();
    for (Column.Member member : column.members()) {
      if (member.name().equals(name)) {
        values.put(column.kept(member).name(), value(parser, member, text));
      }
    }
    parser.skipChildren();
  }

  private static @Nullable Object value(JsonParser parser, Column.Member member, String text) {
    return switch (member.type()) {
      case JSON -> json(parser, text);
      case INTEGER -> wholeNumber(parser);
      case TEXT, BOOLEAN, INSTANT ->
          throw new IllegalStateException("members are kept as JSON or as whole numbers");
    };
  }

  private static @Nullable String json(JsonParser parser, String text) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    int from = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    return text.substring(from, (int) parser.currentLocation().getCharOffset());
  }

  private static @Nullable Long wholeNumber(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      return fits ? parser.getLongValue() : null;
    }
    boolean isString = parser.currentToken() == JsonToken.VALUE_STRING;
    return isString && WHOLE_NUMBER.matcher(parser.getString()).matches()
        ? Long.valueOf(parser.getString())
        : null;
  }
}
