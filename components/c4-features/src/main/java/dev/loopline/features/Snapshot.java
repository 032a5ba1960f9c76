package dev.loopline.features;

import java.time.Instant;

/**
 * A version of a view's offline data, readable for good.
 *
 * @param id unique within the view, growing
 * @param rows that the view holds at this snapshot
 * @param commit that declared the view as it was then
 */
public record Snapshot(long id, Instant committedAt, long rows, String view, String commit) {}
