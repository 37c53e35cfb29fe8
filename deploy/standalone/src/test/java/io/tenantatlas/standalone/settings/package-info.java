/** The reference of all settings, made of the code's metadata. */
@NullMarked
package io.tenantatlas.standalone.settings;

import org.jspecify.annotations.NullMarked;
