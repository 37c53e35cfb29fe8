@NullMarked
package io.tenantatlas.standalone.workload;

import org.jspecify.annotations.NullMarked;
