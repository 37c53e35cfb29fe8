@NullMarked
package io.tenantatlas.projector;

import org.jspecify.annotations.NullMarked;
