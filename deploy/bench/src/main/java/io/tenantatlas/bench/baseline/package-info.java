/** What the product is compared to, as programs of their own. */
@NullMarked
package io.tenantatlas.bench.baseline;

import org.jspecify.annotations.NullMarked;
