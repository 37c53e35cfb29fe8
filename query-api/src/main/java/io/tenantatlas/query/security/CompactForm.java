package io.tenantatlas.query.security;

/**
 * The compact serialization of a signed token (RFC 7515, section 3.1) in the only form it may have.
 * Decoders read more: padding, characters that mean nothing, and bits behind the last byte. Whoever
 * has a token could so write it in any number of ways.
 */
final class CompactForm {

  private static final int PARTS = 3;

  /** Three parts in base64url, each without padding, and with zeros behind its last byte. */
  static boolean isCanonical(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != PARTS) {
      return false;
    }
    for (String part : parts) {
      if (!isCanonicalPart(part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCanonicalPart(String part) {
    int last = 0;
    for (int i = 0; i < part.length(); i++) {
      last = value(part.charAt(i));
      if (last < 0) {
        return false;
      }
    }
    return switch (part.length() % 4) {
      case 0 -> !part.isEmpty();
      case 2 -> (last & 0b1111) == 0;
      case 3 -> (last & 0b11) == 0;
      default -> false;
    };
  }

  /** The six bits that a character stands for; negative if for none. */
  private static int value(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return switch (c) {
      case '-' -> 62;
      case '_' -> 63;
      default -> -1;
    };
  }

  private CompactForm() {}
}
