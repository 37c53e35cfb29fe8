/** The source database: TenantAtlas's own tables, as the Laravel application makes them. */
@NullMarked
package io.tenantatlas.standalone.source;

import org.jspecify.annotations.NullMarked;
