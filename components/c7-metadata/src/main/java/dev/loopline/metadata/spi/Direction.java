package dev.loopline.metadata.spi;

/** Which way lineage is followed. */
public enum Direction {
  /** To what a thing was made from. */
  BACK,
  /** To what was made from it. */
  FORWARD
}
