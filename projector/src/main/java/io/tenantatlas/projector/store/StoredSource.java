package io.tenantatlas.projector.store;

/**
 * What is kept of an item that is there beside its edges.
 *
 * @param key the item
 * @param truncatedEdges how many edges it has beyond those that are kept
 * @param warnings a JSON array of what was not understood in its payload
 */
public record StoredSource(ItemKey key, int truncatedEdges, String warnings) {}
