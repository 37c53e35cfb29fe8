@NullMarked
package io.tenantatlas.projector.projection.badge;

import org.jspecify.annotations.NullMarked;
