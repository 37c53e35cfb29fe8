@NullMarked
package io.tenantatlas.projector.store;

import org.jspecify.annotations.NullMarked;
