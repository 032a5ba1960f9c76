package dev.loopline.training.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
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
  /** Half of XGBoost's default: a seventh less time, and on real bookings the same AUC. */
  private static final int MOST_BINS = 128;

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
  static GradientBooster fit(Matrix rows, Settings settings, int rounds, long seed, int threads)
      throws XGBoostError {
    Booster booster =
        XGBoost.train(
            rows.matrix(),
            parameters(settings, rows.share(), seed, threads),
            rounds,
            Map.of(),
            null,
            null);
    return new GradientBooster(booster, rows.share(), List.of());
  }

  /**
   * Fits until the AUC on the validation rows has not grown for {@code patience} rounds; the curve
   * has one entry a round, and {@link #bestRounds} says where it was highest.
   */
  static GradientBooster search(
      Matrix rows,
      Matrix validation,
      Settings settings,
      int maxRounds,
      int patience,
      long seed,
      int threads)
      throws XGBoostError {
    Booster booster =
        XGBoost.train(
            rows.matrix(),
            parameters(settings, rows.share(), seed, threads),
            0,
            Map.of(),
            null,
            null);
    List<Double> curve = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    int bestRound = 0;
    for (int round = 0; round < maxRounds && round - bestRound <= patience; round++) {
      booster.update(rows.matrix(), round);
      double auc = auc(booster, validation, round);
      curve.add(auc);
      if (auc > best) {
        best = auc;
        bestRound = round;
      }
    }
    return new GradientBooster(booster, rows.share(), curve);
  }

  /** XGBoost adds the newest tree to what it predicted before, and ranks in native code. */
  private static double auc(Booster booster, Matrix validation, int round) throws XGBoostError {
    String line =
        booster.evalSet(new DMatrix[] {validation.matrix()}, new String[] {"validation"}, round);
    double auc =
        Double.parseDouble(line.substring(line.lastIndexOf(':') + 1).replace("nan", "NaN"));
    return Double.isNaN(auc) ? 0.5 : auc;
  }

  private static Map<String, Object> parameters(
      Settings settings, float base, long seed, int threads) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    settings.named().forEach((name, value) -> parameters.put(name, value.asText()));
    parameters.put("objective", "binary:logistic");
    parameters.put("eval_metric", "auc");
    parameters.put("tree_method", "hist");
    parameters.put("max_bin", MOST_BINS);
    parameters.put("base_score", base);
    parameters.put("seed", (int) (seed & Integer.MAX_VALUE));
    parameters.put("nthread", threads);
    parameters.put("verbosity", 1);
    return parameters;
  }

  double[] predict(Matrix rows) throws XGBoostError {
    float[][] predictions = booster.predict(rows.matrix());
    double[] flat = new double[predictions.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = predictions[i][0];
    }
    return flat;
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
