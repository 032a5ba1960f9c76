package dev.loopline.serving;

/** What a version does at an endpoint. */
public enum Role {
  CHAMPION,
  CHALLENGER
}
