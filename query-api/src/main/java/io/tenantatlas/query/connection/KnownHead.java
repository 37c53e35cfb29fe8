package io.tenantatlas.query.connection;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A request's head, up to and with the empty line: its bytes, and what the parser made of them. The
 * same bytes make the same again. Immutable.
 */
record KnownHead(ByteBuffer bytes, String uri, List<HttpField> fields) {

  /** Longer ones are parsed each time; so a connection keeps little. */
  static final int BYTES_MAX = 4096;

  /**
   * A head that may be kept.
   *
   * @param head what the parser has read
   * @return null if it is not a plain GET, which has no body
   */
  static @Nullable KnownHead of(
      ByteBuffer head, String method, String uri, HttpVersion version, List<HttpField> fields) {
    if (!HttpMethod.GET.is(method)
        || version != HttpVersion.HTTP_1_1
        || head.remaining() > BYTES_MAX
        || fields.stream().anyMatch(KnownHead::tellsOfBody)) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(head.remaining()).put(head).flip();
    return new KnownHead(bytes, uri, List.copyOf(fields));
  }

  private static boolean tellsOfBody(HttpField field) {
    return field.getHeader() == HttpHeader.CONTENT_LENGTH
        || field.getHeader() == HttpHeader.TRANSFER_ENCODING;
  }

  /** Whether the buffer begins with these bytes. */
  boolean begins(ByteBuffer buffer) {
    int length = bytes.remaining();
    return buffer.remaining() >= length
        && buffer.slice(buffer.position(), length).mismatch(bytes) < 0;
  }
}
