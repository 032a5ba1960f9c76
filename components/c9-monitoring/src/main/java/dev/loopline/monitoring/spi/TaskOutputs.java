package dev.loopline.monitoring.spi;

import com.fasterxml.jackson.databind.JsonNode;

/** What a pipeline's task handed on. */
@FunctionalInterface
public interface TaskOutputs {
  /** A missing node where the run or its outputs are not there. */
  JsonNode of(String run, String task);
}
