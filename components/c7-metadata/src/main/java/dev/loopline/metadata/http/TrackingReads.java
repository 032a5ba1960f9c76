package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.metadata.Metadata;

/** What can be read over MLflow's protocol, as messages, for more than one way of asking. */
public record TrackingReads(Metadata metadata) {
  public ObjectNode experiment(MlflowRequest request) {
    return new ExperimentRoutes(metadata.experiments()).read(request);
  }

  public ObjectNode run(MlflowRequest request) {
    return new RunRoutes(metadata.runs()).read(request);
  }

  public ObjectNode runs(MlflowRequest request) {
    return new RunRoutes(metadata.runs()).found(request);
  }

  public ObjectNode artifacts(MlflowRequest request) {
    return new ArtifactRoutes(
            metadata.runs(), metadata.files(), new ArtifactReplies(metadata.files()))
        .listed(request);
  }

  public ObjectNode sampledHistory(MlflowRequest request) {
    return new MetricRoutes(metadata.runs(), metadata.log()).sampledAsMessage(request);
  }

  public ObjectNode datasets(MlflowRequest request) {
    return new DatasetRoutes(metadata.log()).summaries(request.texts("experiment_ids"));
  }
}
