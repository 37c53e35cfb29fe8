package io.tenantatlas.bench;

import java.net.URI;

/**
 * The server that is measured.
 *
 * @param address of the query API, without a slash at its end
 * @param sourceUrl of the source database
 * @param pid of its process
 */
record Target(URI address, String sourceUrl, long pid) {}
