package dev.loopline.workflow;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** This component's ways of failing. */
public enum WorkflowError implements ErrorCode {
  PIPELINE_INVALID(Category.INVALID),
  EVENT_INVALID(Category.INVALID),
  PIPELINE_NOT_FOUND(Category.NOT_FOUND),
  BACKFILL_INVALID(Category.INVALID),
  BACKFILL_NOT_FOUND(Category.NOT_FOUND),
  RUN_NOT_FOUND(Category.NOT_FOUND),
  RUN_ALREADY_ACTIVE(Category.CONFLICT),
  ATTEMPT_LOST(Category.CONFLICT);

  private final Category category;

  WorkflowError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
