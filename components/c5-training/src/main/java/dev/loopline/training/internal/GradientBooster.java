package dev.loopline.training.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.stats.Auc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * XGBoost with everything that its result depends on fixed: seed, threads, and the base score, that
 * it would otherwise estimate by itself and that the export has to know.
 */
final class GradientBooster implements AutoCloseable {
  private final Booster booster;
  private final float baseScore;
  private final List<Double> curve;

  private GradientBooster(Booster booster, float baseScore, List<Double> curve) {
    this.booster = booster;
    this.baseScore = baseScore;
    this.curve = curve;
  }

  /** Settings as XGBoost names them. */
  record Settings(
      int depth,
      double learningRate,
      double minChildWeight,
      double rowShare,
      double columnShare,
      double lambda) {
    Map<String, JsonNode> named() {
      Map<String, JsonNode> named = new LinkedHashMap<>();
      named.put("max_depth", Json.tree(depth));
      named.put("eta", Json.tree(learningRate));
      named.put("min_child_weight", Json.tree(minChildWeight));
      named.put("subsample", Json.tree(rowShare));
      named.put("colsample_bytree", Json.tree(columnShare));
      named.put("lambda", Json.tree(lambda));
      return named;
    }
  }

  /** Fits a given number of trees. */
  static GradientBooster fit(Rows rows, Settings settings, int rounds, long seed, int threads)
      throws XGBoostError {
    DMatrix matrix = matrix(rows);
    try {
      float base = (float) rows.share();
      Booster booster =
          XGBoost.train(
              matrix, parameters(settings, base, seed, threads), rounds, Map.of(), null, null);
      return new GradientBooster(booster, base, List.of());
    } finally {
      matrix.dispose();
    }
  }

  /**
   * Fits until the AUC on the validation rows has not grown for {@code patience} rounds; the curve
   * has one entry a round, and {@link #bestRounds} says where it was highest.
   */
  static GradientBooster search(
      Rows rows,
      Rows validation,
      Settings settings,
      int maxRounds,
      int patience,
      long seed,
      int threads)
      throws XGBoostError {
    DMatrix matrix = matrix(rows);
    DMatrix held = matrix(validation);
    boolean[] positive = validation.positive();
    try {
      float base = (float) rows.share();
      Booster booster =
          XGBoost.train(matrix, parameters(settings, base, seed, threads), 0, Map.of(), null, null);
      List<Double> curve = new ArrayList<>();
      double best = Double.NEGATIVE_INFINITY;
      int bestRound = 0;
      for (int round = 0; round < maxRounds && round - bestRound <= patience; round++) {
        booster.update(matrix, round);
        double auc = Auc.of(flat(booster.predict(held)), positive).orElse(0.5);
        curve.add(auc);
        if (auc > best) {
          best = auc;
          bestRound = round;
        }
      }
      return new GradientBooster(booster, base, curve);
    } finally {
      matrix.dispose();
      held.dispose();
    }
  }

  private static Map<String, Object> parameters(
      Settings settings, float base, long seed, int threads) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    settings.named().forEach((name, value) -> parameters.put(name, value.asText()));
    parameters.put("objective", "binary:logistic");
    parameters.put("tree_method", "hist");
    parameters.put("base_score", base);
    parameters.put("seed", (int) (seed & Integer.MAX_VALUE));
    parameters.put("nthread", threads);
    parameters.put("verbosity", 1);
    return parameters;
  }

  private static DMatrix matrix(Rows rows) throws XGBoostError {
    DMatrix matrix = new DMatrix(rows.data(), rows.count(), rows.width(), Float.NaN);
    matrix.setLabel(rows.labels());
    matrix.setWeight(rows.weights());
    return matrix;
  }

  private static double[] flat(float[][] predictions) {
    double[] flat = new double[predictions.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = predictions[i][0];
    }
    return flat;
  }

  double[] predict(Rows rows) throws XGBoostError {
    DMatrix matrix = matrix(rows);
    try {
      return flat(booster.predict(matrix));
    } finally {
      matrix.dispose();
    }
  }

  List<Double> curve() {
    return curve;
  }

  double bestAuc() {
    return curve.stream().mapToDouble(Double::doubleValue).max().orElse(0.5);
  }

  int bestRounds() {
    return curve.indexOf(bestAuc()) + 1;
  }

  float baseScore() {
    return baseScore;
  }

  /** Each tree as XGBoost dumps it in JSON. */
  String[] trees() throws XGBoostError {
    return booster.getModelDump((String) null, false, "json");
  }

  byte[] nativeModel() throws XGBoostError {
    return booster.toByteArray("ubj");
  }

  @Override
  public void close() {
    booster.dispose();
  }
}
