package io.tenantatlas.query.http;

import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Cuts a member's value out of a JSON object as it is written, so that numbers keep their text. */
final class JsonMember {

  private static final JsonFactory JSON = new JsonFactory();

  /** The text of the object's own member of that name; empty when there is none. */
  static Optional<String> slice(String object, String name) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), object)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = parser.currentName().equals(name);
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        if (wanted) {
          return Optional.of(
              object.substring(from, (int) parser.currentLocation().getCharOffset()));
        }
      }
      return Optional.empty();
    }
  }

  private JsonMember() {}
}
