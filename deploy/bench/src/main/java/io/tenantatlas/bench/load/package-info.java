/** Who makes work: writers of the source, callers of the query API, paces. */
@NullMarked
package io.tenantatlas.bench.load;

import org.jspecify.annotations.NullMarked;
