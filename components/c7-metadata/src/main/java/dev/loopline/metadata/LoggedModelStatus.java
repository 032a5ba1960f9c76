package dev.loopline.metadata;

/** Whether a logged model's files are complete, in MLflow's words. */
public enum LoggedModelStatus {
  LOGGED_MODEL_STATUS_UNSPECIFIED,
  LOGGED_MODEL_PENDING,
  LOGGED_MODEL_READY,
  LOGGED_MODEL_UPLOAD_FAILED
}
