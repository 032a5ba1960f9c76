package dev.loopline.registry;

import java.util.Locale;

/**
 * How far a version has come: one of MLflow's four, or one that the installation adds.
 *
 * @param label as MLflow spells it, such as {@code Production}
 */
public record Stage(String label) {
  public static final Stage NONE = new Stage("None");
  public static final Stage STAGING = new Stage("Staging");
  public static final Stage PRODUCTION = new Stage("Production");
  public static final Stage ARCHIVED = new Stage("Archived");

  /** As our own interface spells it, such as {@code PRODUCTION}. */
  public String name() {
    return label.toUpperCase(Locale.ROOT);
  }
}
