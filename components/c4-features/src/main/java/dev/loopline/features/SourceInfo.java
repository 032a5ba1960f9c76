package dev.loopline.features;

import org.jspecify.annotations.Nullable;

/**
 * A source, uploaded or declared.
 *
 * @param rows pushed so far where the source is declared, else those of the newest upload
 * @param revision of the newest upload; null where nothing was uploaded
 */
public record SourceInfo(String name, long rows, @Nullable Long revision) {}
