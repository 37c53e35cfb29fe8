/** Records of the change log, made without a source. */
@NullMarked
package io.tenantatlas.bench.changelog;

import org.jspecify.annotations.NullMarked;
