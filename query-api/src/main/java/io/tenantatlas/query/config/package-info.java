/** Settings and wiring; the only place that reads clocks. */
@NullMarked
package io.tenantatlas.query.config;

import org.jspecify.annotations.NullMarked;
