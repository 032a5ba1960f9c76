package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An experiment that is copied.
 *
 * @param here its id in Loopline; empty where nothing is written
 */
record Copied(String there, String here, String name, JsonNode message) {
  boolean isRenumbered() {
    return !here.isEmpty() && !there.equals(here);
  }

  boolean isDeleted() {
    return message.path("lifecycle_stage").asText().equals("deleted");
  }
}
