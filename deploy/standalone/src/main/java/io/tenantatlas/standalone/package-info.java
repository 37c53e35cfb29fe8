/** The standalone run: every part of the product, and what it stands on, in one process. */
@NullMarked
package io.tenantatlas.standalone;

import org.jspecify.annotations.NullMarked;
