/** Reads that wait until the projection has passed a position of the source. */
@NullMarked
package io.tenantatlas.query.freshness;

import org.jspecify.annotations.NullMarked;
