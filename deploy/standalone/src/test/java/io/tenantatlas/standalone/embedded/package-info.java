@NullMarked
package io.tenantatlas.standalone.embedded;

import org.jspecify.annotations.NullMarked;
