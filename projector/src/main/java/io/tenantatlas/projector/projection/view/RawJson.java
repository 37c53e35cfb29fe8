package io.tenantatlas.projector.projection.view;

/**
 * A value that stands in a document as it was found.
 *
 * @param text well-formed JSON
 */
public record RawJson(String text) {}
