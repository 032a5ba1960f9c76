package dev.loopline.serving.internal;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A model in ONNX Runtime: one float tensor of rows in, one probability a row out. Thread-safe. */
final class OnnxModel implements AutoCloseable {
  private final OrtSession session;
  private final String input;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxModel(OrtSession session, String input) {
    this.session = session;
    this.input = input;
  }

  /**
   * Loads a model and checks that it takes rows of that width. ONNX Runtime builds a forest by
   * recursion: the caller's thread needs a large stack.
   */
  static OnnxModel open(byte[] bytes, int width) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // One thread a call: calls run beside each other, and a sum does not depend on threads.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = OrtEnvironment.getEnvironment().createSession(bytes, options);
      NodeInfo info = session.getInputInfo().values().iterator().next();
      if (session.getInputInfo().size() != 1
          || !(info.getInfo() instanceof TensorInfo tensor)
          || tensor.getShape().length != 2
          || tensor.getShape()[1] != width) {
        session.close();
        throw new OrtException("the model does not take one tensor of rows of " + width);
      }
      return new OnnxModel(session, info.getName());
    }
  }

  /** Probabilities of rows that lie one after the other; empty once the model was closed. */
  Optional<double[]> score(float[] rows, int count) throws OrtException {
    use.readLock().lock();
    try {
      return closed ? Optional.empty() : Optional.of(run(rows, count));
    } finally {
      use.readLock().unlock();
    }
  }

  private double[] run(float[] rows, int count) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(rows), new long[] {count, rows.length / count});
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
      double[] scores = new double[count];
      for (int i = 0; i < count; i++) {
        scores[i] = out.get(i);
      }
      return scores;
    }
  }

  /** Frees the model once all calls that use it have ended. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      use.writeLock().unlock();
    }
  }
}
