/**
 * Gauges that exist at times only. Depends on Micrometer only; begin with {@link
 * io.tenantatlas.service.metrics.PresentGauges}.
 */
@NullMarked
package io.tenantatlas.service.metrics;

import org.jspecify.annotations.NullMarked;
