package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One entry of a model's append-only history.
 *
 * @param model its name then
 * @param version 0 for the model itself
 * @param eventTime the product's event time then
 */
public record Change(
    long id,
    String model,
    int version,
    Instant at,
    Instant eventTime,
    String actor,
    String change,
    JsonNode evidence) {}
