package dev.loopline.serving.internal;

import dev.loopline.serving.LoggedPrediction;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;

/** Logs predictions for ever and prints each id once it was given, until it is killed. */
final class PredictionLogChild {
  private PredictionLogChild() {}

  public static void main(String[] args) {
    PredictionLog log =
        new PredictionLog(7, Path.of(args[0]), 4000, Executors.newSingleThreadScheduledExecutor());
    for (int i = 0; ; i++) {
      String key = "k" + i;
      System.out.println(log.append(1, n -> unnumbered(key)).getFirst().id());
    }
  }

  static LoggedPrediction unnumbered(String key) {
    return unnumbered(key, 1);
  }

  static LoggedPrediction unnumbered(String key, int served) {
    return new LoggedPrediction(
        0,
        "",
        "hotel",
        "e",
        "hotel.m",
        "booking",
        "c1",
        key,
        java.time.Instant.EPOCH,
        null,
        Map.of(),
        new float[] {1, Float.NaN},
        1,
        0.25,
        null,
        null,
        served);
  }
}
