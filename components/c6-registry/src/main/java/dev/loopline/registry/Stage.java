package dev.loopline.registry;

/** How far a version has come; MLflow's four. */
public enum Stage {
  NONE,
  STAGING,
  PRODUCTION,
  ARCHIVED
}
