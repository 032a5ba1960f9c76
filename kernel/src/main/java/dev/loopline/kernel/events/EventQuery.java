package dev.loopline.kernel.events;

import org.jspecify.annotations.Nullable;

/**
 * A page of the log.
 *
 * @param type an exact type, or a prefix that ends in a dot
 * @param cursor the position after which (or before which, newest first) the page begins
 */
public record EventQuery(
    @Nullable String product,
    @Nullable String subject,
    @Nullable String type,
    @Nullable Long cursor,
    int limit,
    boolean newestFirst) {}
