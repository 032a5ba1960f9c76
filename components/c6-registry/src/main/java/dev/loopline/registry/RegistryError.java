package dev.loopline.registry;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** This component's ways of failing; those in MLflow's words are what its clients look for. */
public enum RegistryError implements ErrorCode {
  INVALID_PARAMETER_VALUE(Category.INVALID),
  RESOURCE_ALREADY_EXISTS(Category.INVALID),
  RESOURCE_DOES_NOT_EXIST(Category.NOT_FOUND),
  MODEL_NAME_INVALID(Category.INVALID),
  MODEL_NOT_FOUND(Category.NOT_FOUND),
  VERSION_NOT_FOUND(Category.NOT_FOUND),
  FILE_NOT_FOUND(Category.NOT_FOUND),
  CARD_NOT_FOUND(Category.NOT_FOUND),
  WEBHOOK_NOT_FOUND(Category.NOT_FOUND),
  VALUE_INVALID(Category.INVALID),
  CARD_INVALID(Category.INVALID),
  EVIDENCE_MISSING(Category.INVALID),
  /** What was decided already stands against it. */
  DECIDED_OTHERWISE(Category.CONFLICT),
  NOT_REQUESTED(Category.CONFLICT),
  NOT_AN_APPROVER(Category.DENIED),
  /** Endpoints answer with it, so it stays. */
  IN_USE(Category.CONFLICT),
  /** A version whose files are not all stored. */
  VERSION_INCOMPLETE(Category.UNPROCESSABLE),
  /** A version that endpoints cannot serve. */
  VERSION_NOT_SERVABLE(Category.UNPROCESSABLE),
  /** A source that names a machine of its own, which MLflow's clients expect to fail so. */
  SOURCE_NOT_REMOTE(Category.INTERNAL);

  private final Category category;

  RegistryError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
