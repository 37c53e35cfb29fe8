package io.tenantatlas.bench.servers;

import java.net.URI;

/**
 * The server that is measured.
 *
 * @param address of the query API, without a slash at its end
 * @param management where its metrics are, likewise
 * @param sourceUrl of the source database
 * @param pid of its process
 */
public record Target(URI address, URI management, String sourceUrl, long pid) {}
