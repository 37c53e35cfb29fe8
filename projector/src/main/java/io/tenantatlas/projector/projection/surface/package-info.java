/** Operator surfaces: which calls to action each offers, in which state, and to whom. */
@NullMarked
package io.tenantatlas.projector.projection.surface;

import org.jspecify.annotations.NullMarked;
