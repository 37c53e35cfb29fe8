@NullMarked
package io.tenantatlas.standalone;

import org.jspecify.annotations.NullMarked;
