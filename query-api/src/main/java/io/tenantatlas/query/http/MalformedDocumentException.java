package io.tenantatlas.query.http;

/** A stored document that is not as agreed with the projector. Says where, never with content. */
final class MalformedDocumentException extends RuntimeException {
  MalformedDocumentException(String reason) {
    super(reason);
  }
}
