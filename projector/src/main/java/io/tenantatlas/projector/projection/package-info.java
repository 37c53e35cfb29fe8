@NullMarked
package io.tenantatlas.projector.projection;

import org.jspecify.annotations.NullMarked;
