package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Promotions that people ask for and other people approve. An approved version is built, tested and
 * deployed as one is that the loop promotes; a refused one goes to the archive.
 */
public interface Promotions {
  /**
   * Asks for a version's promotion. The same person asking again changes nothing.
   *
   * @param evidence what it rests on; at least one fact
   */
  ModelVersion request(String model, int version, JsonNode evidence, String actor);

  /**
   * Approves what was asked for: by one who holds an approving role in the product, or, where the
   * product names nobody, by anybody else than who asked.
   */
  ModelVersion approve(String model, int version, JsonNode evidence, String actor);

  /** Refuses it; those who may approve may. */
  ModelVersion refuse(String model, int version, JsonNode evidence, String actor);
}
