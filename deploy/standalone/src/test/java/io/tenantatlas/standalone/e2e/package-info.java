/** Black-box tests: plain SQL on one side, the query API on the other, the packaged jar between. */
@NullMarked
package io.tenantatlas.standalone.e2e;

import org.jspecify.annotations.NullMarked;
