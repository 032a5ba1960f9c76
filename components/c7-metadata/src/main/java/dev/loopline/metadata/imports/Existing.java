package dev.loopline.metadata.imports;

/** What happens where something of the same name was made here. */
public enum Existing {
  /** The copy is refused. */
  REFUSE,
  /** The copy goes into it; what is there stays. */
  MERGE
}
