package dev.loopline.metadata.http;

import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.metadata.Lifecycle;
import org.jspecify.annotations.Nullable;

/** Whether active things, deleted ones or all are looked for, as MLflow says it. */
enum ViewType {
  ACTIVE_ONLY,
  DELETED_ONLY,
  ALL;

  /** Null for all; active ones where nothing is said. Numbers stand for the names in order. */
  static @Nullable Lifecycle of(MlflowRequest request, String field) {
    return switch (request.textOrNumber(field)) {
      case "", "ACTIVE_ONLY", "1" -> Lifecycle.ACTIVE;
      case "DELETED_ONLY", "2" -> Lifecycle.DELETED;
      case "ALL", "3" -> null;
      default -> throw request.illTyped(field, request.json().path(field));
    };
  }
}
