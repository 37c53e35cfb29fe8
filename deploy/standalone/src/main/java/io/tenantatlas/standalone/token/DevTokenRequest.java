package io.tenantatlas.standalone.token;

import io.tenantatlas.query.http.InvalidParameterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * The token that is wanted.
 *
 * @param tenants a list of ids, or {@code "*"}
 * @param workspaces likewise
 * @param scope scopes with a blank between two
 */
record DevTokenRequest(Object tenants, Object workspaces, String scope, Duration timeToLive) {

  private static final String EVERYTHING = "*";
  private static final String ALL_SCOPES = "kpi:read operations:start operations:monitor admin";
  private static final Duration BY_DEFAULT = Duration.ofHours(1);
  private static final long SECONDS_MAX = Duration.ofDays(1).toSeconds();
  private static final int IDS_MAX = 1000;
  private static final String IDS =
      "\"*\" or an array of at most " + IDS_MAX + " positive integers";
  private static final Set<String> MEMBERS =
      Set.of("tenants", "workspaces", "scope", "ttl_seconds");

  /** A list of scope tokens as RFC 6749 writes it, of any scopes. */
  private static final Pattern SCOPE = Pattern.compile("(?:[!#-\\[\\]-~]+(?: [!#-\\[\\]-~]+)*)?");

  private static final int SCOPE_LENGTH_MAX = 1000;
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /**
   * Reads a JSON object; a member that is absent has its default.
   *
   * @throws InvalidParameterException naming the member that is not as it must be
   */
  static DevTokenRequest read(byte[] json) {
    JsonNode wanted = object(json);
    for (String name : wanted.propertyNames()) {
      if (!MEMBERS.contains(name)) {
        throw new InvalidParameterException(
            "body", "an object with no members but tenants, workspaces, scope and ttl_seconds");
      }
    }
    return new DevTokenRequest(
        access("tenants", wanted.get("tenants")),
        access("workspaces", wanted.get("workspaces")),
        scope(wanted.get("scope")),
        timeToLive(wanted.get("ttl_seconds")));
  }

  private static JsonNode object(byte[] json) {
    try {
      JsonNode body = JSON.readTree(json);
      if (body != null && body.isObject()) {
        return body;
      }
    } catch (JacksonException e) {
      // refused below
    }
    throw new InvalidParameterException("body", "a JSON object");
  }

  private static Object access(String name, @Nullable JsonNode value) {
    if (value == null || (value.isString() && value.asString().equals(EVERYTHING))) {
      return EVERYTHING;
    }
    List<Long> ids = new ArrayList<>();
    for (JsonNode id : value) {
      if (id.isIntegralNumber() && id.canConvertToLong() && id.asLong() > 0) {
        ids.add(id.asLong());
      }
    }
    if (!value.isArray() || ids.size() != value.size() || ids.size() > IDS_MAX) {
      throw new InvalidParameterException(name, IDS);
    }
    return ids;
  }

  private static String scope(@Nullable JsonNode value) {
    if (value == null) {
      return ALL_SCOPES;
    }
    if (!value.isString()
        || value.asString().length() > SCOPE_LENGTH_MAX
        || !SCOPE.matcher(value.asString()).matches()) {
      throw new InvalidParameterException("scope", "scopes with one blank between two");
    }
    return value.asString();
  }

  private static Duration timeToLive(@Nullable JsonNode value) {
    if (value == null) {
      return BY_DEFAULT;
    }
    long seconds = value.isIntegralNumber() && value.canConvertToLong() ? value.asLong() : 0;
    if (seconds < 1 || seconds > SECONDS_MAX) {
      throw new InvalidParameterException("ttl_seconds", "an integer from 1 to " + SECONDS_MAX);
    }
    return Duration.ofSeconds(seconds);
  }
}
