package dev.loopline.features;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A row that was not let in.
 *
 * @param position where the list goes on after it
 * @param reason the rule that said no, or what does not fit
 * @param row as it was sent
 */
public record RejectedRow(long position, String reason, JsonNode row) {}
