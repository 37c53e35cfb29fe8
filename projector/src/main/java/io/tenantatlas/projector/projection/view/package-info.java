/** How rows are shown in documents. */
@NullMarked
package io.tenantatlas.projector.projection.view;

import org.jspecify.annotations.NullMarked;
