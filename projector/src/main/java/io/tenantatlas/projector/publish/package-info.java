@NullMarked
package io.tenantatlas.projector.publish;

import org.jspecify.annotations.NullMarked;
