package dev.loopline.metadata.http;

import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.TrackingError;

/**
 * Uploads in parts are for stores that take parts at URLs of their own. This store takes a file of
 * any size as one stream, and says no in the words at which MLflow's client sends it so.
 */
final class MultipartRoutes {
  private MultipartRoutes() {}

  static void addTo(MlflowApi api) {
    for (String step : new String[] {"create", "complete", "abort"}) {
      api.writes("POST", "2.0/mlflow-artifacts/mpu/" + step + "/{+path}", MultipartRoutes::refuse)
          .writes("POST", "2.0/mlflow-artifacts/mpu/" + step, MultipartRoutes::refuse);
    }
  }

  private static Reply refuse(Call call) {
    throw new LooplineException(
        TrackingError.NOT_IMPLEMENTED,
        "Multipart upload is not supported for the current artifact repository; send the file as"
            + " one PUT.");
  }
}
