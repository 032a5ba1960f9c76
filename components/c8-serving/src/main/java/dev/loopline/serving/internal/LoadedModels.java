package dev.loopline.serving.internal;

import ai.onnxruntime.OrtException;
import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry;
import dev.loopline.registry.Signature;
import dev.loopline.serving.ServingError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Models in memory, the least used leave first, and the bounded pool of platform threads that they
 * run on.
 */
final class LoadedModels implements AutoCloseable {
  private static final int MOST = 24;
  private static final int LARGEST_MODEL = 256 << 20;
  private static final int QUEUE = 1024;

  private final Registry registry;
  private final Artifacts artifacts;
  private final ThreadPoolExecutor pool;
  private final Map<Key, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(String product, String model, int version) {}

  /** A model with what its rows are encoded by. */
  record Loaded(OnnxModel model, Signature signature, Signature.Encoder encoder) {}

  LoadedModels(Registry registry, Artifacts artifacts) {
    this.registry = registry;
    this.artifacts = artifacts;
    int threads = Runtime.getRuntime().availableProcessors();
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().name("inference-", 0).daemon().factory());
  }

  Loaded require(String product, String model, int version) {
    Key key = new Key(product, model, version);
    synchronized (loaded) {
      Loaded there = loaded.get(key);
      if (there != null) {
        return there;
      }
    }
    Loaded fresh = load(key);
    Loaded surplus = null;
    Loaded there;
    synchronized (loaded) {
      there = loaded.putIfAbsent(key, fresh);
      if (there != null) {
        surplus = fresh;
      } else if (loaded.size() > MOST) {
        surplus = loaded.remove(loaded.keySet().iterator().next());
      }
    }
    if (surplus != null) {
      surplus.model().close();
    }
    return there == null ? fresh : there;
  }

  private Loaded load(Key key) {
    ModelVersion version = registry.require(key.product(), key.model(), key.version());
    Signature signature = version.content().signature();
    byte[] bytes = artifacts.read(version.content().files().get(NewVersion.ONNX), LARGEST_MODEL);
    try {
      OnnxModel model = OnnxModel.load(bytes, signature.inputs().size());
      return new Loaded(model, signature, signature.encoder());
    } catch (OrtException e) {
      throw new LooplineException(
          ServingError.MODEL_UNLOADABLE,
          key.model()
              + " version "
              + key.version()
              + " cannot be loaded: "
              + e.getMessage()
              + ". What was deployed before stays.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Scores on the pool; more than it can queue is refused, so that nobody waits for ever. */
  double[] score(String product, String model, int version, float[] rows, int count) {
    while (true) {
      Loaded there = require(product, model, version);
      Optional<double[]> scores = onPool(() -> there.model().score(rows, count));
      if (scores.isPresent()) {
        return scores.get();
      }
      // Pushed out between the look-up and the call: it is loaded again.
    }
  }

  private <T> T onPool(Callable<T> work) {
    try {
      return pool.submit(work).get();
    } catch (RejectedExecutionException e) {
      throw new LooplineException(
          ServingError.OVERLOADED,
          "All inference threads are busy and " + QUEUE + " calls wait; try again in a moment.",
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    pool.shutdown();
    try {
      pool.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (loaded) {
      loaded.values().forEach(l -> l.model().close());
      loaded.clear();
    }
  }
}
