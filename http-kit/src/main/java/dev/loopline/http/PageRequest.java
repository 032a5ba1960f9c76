package dev.loopline.http;

import java.util.Optional;

/**
 * Which page of a list is asked for.
 *
 * @param cursor the previous page's {@code nextCursor}; opaque to clients
 */
public record PageRequest(Optional<String> cursor, int limit) {}
