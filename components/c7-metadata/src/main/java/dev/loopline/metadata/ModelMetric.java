package dev.loopline.metadata;

/**
 * A point of a metric that tells of a logged model, perhaps on a dataset.
 *
 * @param runId the run that measured it
 * @param datasetName empty for none
 * @param datasetDigest empty for none
 */
public record ModelMetric(
    String modelId, String runId, Metric metric, String datasetName, String datasetDigest) {
  public ModelMetric {
    Limits.text("dataset_name", datasetName, 500);
    Limits.text("dataset_digest", datasetDigest, 36);
  }
}
