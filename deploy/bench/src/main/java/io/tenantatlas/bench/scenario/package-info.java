/** One class for each thing that is measured. */
@NullMarked
package io.tenantatlas.bench.scenario;

import org.jspecify.annotations.NullMarked;
