/** Measures the product, beside what else does the same: {@code Bench} is the program. */
@NullMarked
package io.tenantatlas.bench;

import org.jspecify.annotations.NullMarked;
