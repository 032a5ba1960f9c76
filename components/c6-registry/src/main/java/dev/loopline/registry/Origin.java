package dev.loopline.registry;

/**
 * Where a version comes from, as it was told.
 *
 * @param source as the client gave it, such as {@code runs:/<run>/model} or {@code models:/m-…}
 * @param place where the files lie, the source's aliases resolved
 * @param runId empty where none was told
 * @param runLink empty where none was told
 * @param loggedModelId empty where none was told
 */
public record Origin(
    String source, String place, String runId, String runLink, String loggedModelId) {}
