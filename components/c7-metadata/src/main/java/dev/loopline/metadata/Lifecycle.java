package dev.loopline.metadata;

import java.util.Locale;

/** Whether a thing is there or deleted (and may be restored). */
public enum Lifecycle {
  ACTIVE,
  DELETED;

  /** As MLflow writes it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
