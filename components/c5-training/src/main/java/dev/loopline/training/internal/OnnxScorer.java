package dev.loopline.training.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Scores rows with an exported model, as serving will. */
final class OnnxScorer {
  /** ONNX Runtime builds a forest by recursion: about 100 trees overflow Java's usual 1 MiB. */
  private static final long STACK_BYTES = 256L << 20;

  private OnnxScorer() {}

  static double[] score(byte[] model, Rows rows) throws OrtException, InterruptedException {
    FutureTask<double[]> task = new FutureTask<>(() -> scoreHere(model, rows));
    Thread thread = new Thread(null, task, "onnx", STACK_BYTES);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OrtException unusable) {
        throw unusable;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static double[] scoreHere(byte[] model, Rows rows) throws OrtException {
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
