/** The API's description (OpenAPI 3.1), made of the controllers and the JSON Schemas. */
@NullMarked
package io.tenantatlas.query.docs;

import org.jspecify.annotations.NullMarked;
