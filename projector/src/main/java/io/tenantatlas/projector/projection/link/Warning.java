package io.tenantatlas.projector.projection.link;

/**
 * A place in a payload that could not be understood, and therefore gave no reference.
 *
 * @param rawRef what was found: a string, number or boolean as text, shortened to {@link
 *     #MAX_RAW_REF_LENGTH} characters; of anything else only {@code object} or {@code array}. Of an
 *     assignment target without its id, its {@code @odata.type}
 * @param reason the place and what was expected there; never content of the payload
 */
public record Warning(String rawRef, String reason) {

  /** The longest text of the payload that is repeated, in characters. */
  public static final int MAX_RAW_REF_LENGTH = 200;
}
