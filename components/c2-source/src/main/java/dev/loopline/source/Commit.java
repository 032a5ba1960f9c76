package dev.loopline.source;

import java.time.Instant;

/**
 * A commit.
 *
 * @param id 40 hexadecimal digits
 * @param message its first line
 */
public record Commit(String id, String author, Instant time, String message) {}
