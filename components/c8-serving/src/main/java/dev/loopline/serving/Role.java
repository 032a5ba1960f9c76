package dev.loopline.serving;

/** What a version does at an endpoint. */
public enum Role {
  CHAMPION,
  /** Answers its share of keys, and shadows the others where the endpoint says so. */
  CHALLENGER,
  /** Takes the challenger's place but answers nobody: it only scores unseen. */
  SHADOW
}
