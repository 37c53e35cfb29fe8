@NullMarked
package io.tenantatlas.projector.capture;

import org.jspecify.annotations.NullMarked;
