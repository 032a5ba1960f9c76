package dev.loopline.http;

/** What a route asks of its caller. */
public enum Access {
  /** Nothing: health checks, and the UI's own files. */
  OPEN,
  READ,
  WRITE,
  ADMIN,
  /** The worker protocol: held by workers and by the tasks that they run. */
  WORKER
}
