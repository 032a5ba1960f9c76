package dev.loopline.metadata.spi;

/** Whether a thing that links lead to can be looked at. */
public enum Presence {
  /** Its owner has it. */
  THERE,
  /** It was deleted and removed for good; of it are left its name and its links. */
  REMOVED,
  /** Nobody has it: its owner forgot it, or only another's events told of it. */
  UNKNOWN
}
