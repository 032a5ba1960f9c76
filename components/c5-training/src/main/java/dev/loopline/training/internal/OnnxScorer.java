package dev.loopline.training.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;

/** Scores rows with an exported model, as serving will. */
final class OnnxScorer {
  private OnnxScorer() {}

  static double[] score(byte[] model, Rows rows) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // With several threads the trees' sums, and so the last bits, depend on their number.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor input =
              OnnxTensor.createTensor(
                  environment,
                  FloatBuffer.wrap(rows.data()),
                  new long[] {rows.count(), rows.width()});
          OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input))) {
        FloatBuffer scores = ((OnnxTensor) result.get(0)).getFloatBuffer();
        double[] flat = new double[rows.count()];
        for (int i = 0; i < flat.length; i++) {
          flat[i] = scores.get(i);
        }
        return flat;
      }
    }
  }
}
