/** Documents in memory, kept right by the change topics and the read model's steps. */
@NullMarked
package io.tenantatlas.query.cache;

import org.jspecify.annotations.NullMarked;
