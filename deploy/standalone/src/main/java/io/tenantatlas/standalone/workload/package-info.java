/** The demo workload: writes to the source tables as the TenantAtlas application does. */
@NullMarked
package io.tenantatlas.standalone.workload;

import org.jspecify.annotations.NullMarked;
