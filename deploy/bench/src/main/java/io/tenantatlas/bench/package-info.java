/** Measures the standalone run: serving against nginx, pushed events, freshness. */
@NullMarked
package io.tenantatlas.bench;

import org.jspecify.annotations.NullMarked;
