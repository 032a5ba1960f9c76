package dev.loopline.kernel.garbage;

import java.time.Instant;
import java.util.Map;

/**
 * What a collection removed, or, as a dry run, would remove now.
 *
 * @param deletedBefore what was deleted later is kept
 * @param removed rows by what they are: runs, experiments, models …
 * @param freed blobs that nobody uses
 * @param inUse blobs that are kept because somebody still uses them
 * @param tooYoung blobs that nobody uses yet, kept because somebody may be about to
 * @param otherBytes of files that were no blobs: parts of uploads that were never completed
 * @param bytesFreed of blobs and other files together
 */
public record GarbageReport(
    boolean dryRun,
    Instant deletedBefore,
    Map<String, Long> removed,
    Weight freed,
    Weight inUse,
    Weight tooYoung,
    long otherBytes,
    long bytesFreed) {}
