@NullMarked
package io.tenantatlas.projector.audit;

import org.jspecify.annotations.NullMarked;
