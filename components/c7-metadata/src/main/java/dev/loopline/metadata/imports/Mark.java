package dev.loopline.metadata.imports;

/**
 * What is known of something that was copied.
 *
 * @param here what it is called here
 * @param state how far the copy came, in the copier's words
 */
public record Mark(String here, String state) {
  /** Made here by the copy. */
  public static final String OWN = "own";

  /** There before the copy, which went into it. */
  public static final String MERGED = "merged";
}
