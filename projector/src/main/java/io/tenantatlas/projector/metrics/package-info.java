/**
 * What the packages with metrics share. It depends on Micrometer only; begin with {@link
 * io.tenantatlas.projector.metrics.PresentGauges}.
 */
@NullMarked
package io.tenantatlas.projector.metrics;

import org.jspecify.annotations.NullMarked;
