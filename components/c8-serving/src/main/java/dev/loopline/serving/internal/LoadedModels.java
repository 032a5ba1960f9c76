package dev.loopline.serving.internal;

import ai.onnxruntime.OrtException;
import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry;
import dev.loopline.registry.Signature;
import dev.loopline.serving.ServingError;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Models in memory; the least used leave first. One that many ask for at once is loaded once. */
final class LoadedModels implements AutoCloseable {
  private static final int MOST = 24;
  private static final int LARGEST_MODEL = 256 << 20;

  /** ONNX Runtime builds a forest by recursion: about 100 trees overflow Java's usual 1 MiB. */
  private static final long STACK_BYTES = 256L << 20;

  private final Registry registry;
  private final Artifacts artifacts;
  private final Map<Key, FutureTask<Loaded>> loaded = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<Key> unloadable = ConcurrentHashMap.newKeySet();

  private record Key(String product, String model, int version) {}

  /** A model with what its rows are encoded by. */
  record Loaded(OnnxModel model, Signature signature, Signature.Encoder encoder) {}

  LoadedModels(Registry registry, Artifacts artifacts) {
    this.registry = registry;
    this.artifacts = artifacts;
  }

  Loaded require(String product, String model, int version) {
    Key key = new Key(product, model, version);
    FutureTask<Loaded> task;
    OnnxModel surplus = null;
    synchronized (loaded) {
      task = loaded.get(key);
      if (task == null) {
        task = new FutureTask<>(() -> load(key));
        loaded.put(key, task);
        surplus = leastUsed();
        // On a thread of its own: a caller that is interrupted takes nothing from the others.
        new Thread(null, task, "onnx-load", STACK_BYTES).start();
      }
    }
    if (surplus != null) {
      surplus.close();
    }
    return await(key, task);
  }

  private @Nullable OnnxModel leastUsed() {
    Iterator<FutureTask<Loaded>> oldest = loaded.values().iterator();
    while (loaded.size() > MOST && oldest.hasNext()) {
      FutureTask<Loaded> task = oldest.next();
      if (task.state() == Future.State.SUCCESS) {
        oldest.remove();
        return task.resultNow().model();
      }
    }
    return null;
  }

  private Loaded await(Key key, FutureTask<Loaded> task) {
    try {
      Loaded there = task.get();
      unloadable.remove(key);
      return there;
    } catch (ExecutionException e) {
      synchronized (loaded) {
        loaded.remove(key, task);
      }
      unloadable.add(key);
      if (e.getCause() instanceof LooplineException own) {
        throw own;
      }
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw unloadable(key, String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Loaded load(Key key) throws OrtException {
    ModelVersion version = registry.require(key.product(), key.model(), key.version());
    Signature signature = version.content().signature();
    Digest onnx = version.content().files().get(NewVersion.ONNX);
    if (onnx == null) {
      throw unloadable(key, "it has no file " + NewVersion.ONNX, null);
    }
    byte[] bytes = artifacts.read(onnx, LARGEST_MODEL);
    OnnxModel model = OnnxModel.open(bytes, signature.inputs().size());
    return new Loaded(model, signature, signature.encoder());
  }

  private static LooplineException unloadable(Key key, String why, @Nullable Throwable cause) {
    return new LooplineException(
        ServingError.MODEL_UNLOADABLE,
        key.model()
            + " version "
            + key.version()
            + " cannot be loaded: "
            + why
            + ". What was deployed before stays.",
        Map.of(),
        cause);
  }

  /** Whether the last try to load it failed. */
  boolean isUnloadable(String product, String model, int version) {
    return unloadable.contains(new Key(product, model, version));
  }

  /** Scores on a pool of the caller's choice. */
  double[] score(
      InferencePool pool, String product, String model, int version, float[] rows, int count) {
    while (true) {
      Loaded there = require(product, model, version);
      Optional<double[]> scores = pool.run(() -> there.model().score(rows, count));
      if (scores.isPresent()) {
        return scores.get();
      }
      // Pushed out between the look-up and the call: it is loaded again.
    }
  }

  @Override
  public void close() {
    synchronized (loaded) {
      loaded.values().stream()
          .filter(task -> task.state() == Future.State.SUCCESS)
          .forEach(task -> task.resultNow().model().close());
      loaded.clear();
    }
  }
}
