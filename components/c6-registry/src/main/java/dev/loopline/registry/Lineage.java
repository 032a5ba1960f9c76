package dev.loopline.registry;

import java.time.Instant;

/**
 * What a version was made from.
 *
 * @param run the tracked run, 32 hexadecimal digits
 * @param pipelineRun the run of the pipeline that trained it
 * @param commit of the product's repository
 * @param build digest of the delivered artifact, empty where there is none
 * @param trainingSet digest of its Parquet file
 * @param snapshot of the feature view's offline table
 * @param seed a whole number of 64 bits; a text, because many readers of JSON would round it
 * @param trainedUntil no row of a later event time was seen in training
 */
public record Lineage(
    String run,
    String pipelineRun,
    String commit,
    String build,
    String view,
    String trainingSet,
    long snapshot,
    long rows,
    String seed,
    Instant trainedUntil) {}
