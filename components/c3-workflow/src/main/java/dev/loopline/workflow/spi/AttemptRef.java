package dev.loopline.workflow.spi;

/**
 * An attempt of a task, as its step type is told of it.
 *
 * @param attempt from 1
 */
public record AttemptRef(String product, String runId, String taskId, int attempt) {}
