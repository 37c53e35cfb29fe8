@NullMarked
package io.tenantatlas.projector.change;

import org.jspecify.annotations.NullMarked;
