package io.tenantatlas.query.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * JSON as it is sent. Compressed it is another representation with a tag of its own (RFC 9110,
 * section 8.8.3).
 */
final class Representation {

  /** Shorter bodies gain nothing from compression. */
  private static final int COMPRESSED_LENGTH_MIN = 1024;

  private static final Pattern GZIP =
      Pattern.compile("(?:^|,)\\s*(?:gzip|x-gzip|\\*)\\s*(?:;\\s*q=(?<q>[0-9.]+)\\s*)?(?:,|$)");

  private final String etag;
  private final byte[] body;
  private final boolean compressed;

  /** Of bytes that are not changed from now on. */
  Representation(String etag, byte[] body, boolean compressed) {
    this.etag = etag;
    this.body = body;
    this.compressed = compressed;
  }

  /** The strong entity tag, with its quotes. */
  String etag() {
    return etag;
  }

  /** Must not be changed. */
  byte[] body() {
    return body;
  }

  /** Whether the body is gzip. */
  boolean compressed() {
    return compressed;
  }

  /** The JSON as it is sent to a caller who takes gzip, or does not. */
  static Representation of(String json, String etag, boolean gzip) {
    byte[] plain = json.getBytes(StandardCharsets.UTF_8);
    return gzip && plain.length >= COMPRESSED_LENGTH_MIN
        ? new Representation(compressedTag(etag), compress(plain), true)
        : new Representation(etag, plain, false);
  }

  /** Whether a caller takes gzip. */
  static boolean wantsGzip(List<String> acceptEncoding) {
    for (String line : acceptEncoding) {
      var found = GZIP.matcher(line);
      if (found.find()) {
        String quality = found.group("q");
        return quality == null || !quality.matches("0(?:\\.0*)?");
      }
    }
    return false;
  }

  private static String compressedTag(String etag) {
    return etag.substring(0, etag.length() - 1) + "-gzip\"";
  }

  private static byte[] compress(byte[] plain) {
    var bytes = new ByteArrayOutputStream(plain.length / 2);
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }
}
