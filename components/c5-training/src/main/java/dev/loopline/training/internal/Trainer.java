package dev.loopline.training.internal;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.TrainingTable;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.seed.Seeds;
import dev.loopline.registry.Signature;
import dev.loopline.stats.Auc;
import dev.loopline.stats.Baseline;
import dev.loopline.training.TrainingError;
import dev.loopline.training.TrainingResult;
import dev.loopline.training.TrainingResult.Trial;
import dev.loopline.training.TrainingTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Trains on rows in the order in which they became ripe: settings are chosen on later rows than the
 * trial was fitted to, the figures are of later rows still, and the model that leaves is fitted
 * again, with the chosen settings, to all rows. What the model before that last fit gave the test
 * rows leaves too: on them it can be compared with another model that did not see them either. The
 * same table, task and machine give the same bytes.
 */
public final class Trainer {
  /** How far the exported model's probability may lie from the trained one's. */
  static final double TOLERANCE = 1e-5;

  private static final int FEWEST_ROWS = 200;
  private static final int SAMPLE = 32;

  private final TrainingTask task;
  private final Consumer<String> log;

  public Trainer(TrainingTask task, Consumer<String> log) {
    this.task = task;
    this.log = log;
  }

  /** What leaves the training. */
  public record Trained(
      TrainingResult result,
      byte[] onnx,
      byte[] nativeModel,
      Baseline baseline,
      Sample sample,
      HeldOut heldOut) {}

  /** Scores of rows by a model with the same settings that did not see them. */
  public record HeldOut(String[] keys, double[] scores) {}

  /** Rows and the scores that any copy of the model must give them. */
  public record Sample(float[][] rows, double[] scores) {}

  public Trained train(TrainingTable table)
      throws XGBoostError, OrtException, InterruptedException {
    int rows = table.rows();
    requireRows(rows);
    int test = boundary(table, rows, task.testDays());
    int validation = boundary(table, test, task.validationDays());
    requireBothClasses(table, validation);
    log.accept(rows + " rows: " + validation + " to fit, " + (test - validation) + " to choose");
    Signature known = Encoding.learn(table, validation);
    Chosen chosen = search(rows(table, known, 0, validation), rows(table, known, validation, test));
    Evaluated evaluated = evaluate(table, chosen, test);
    Map<String, Double> metrics = evaluated.metrics();
    Signature signature = Encoding.learn(table, rows);
    Rows all = rows(table, signature, 0, rows);
    Rows held = rows(table, signature, test, rows);
    int rounds = Math.max(1, (int) Math.round(chosen.rounds() * 1.1));
    try (Matrix seen = Matrix.weighted(all);
        Matrix unweighted = Matrix.plain(held);
        GradientBooster last =
            GradientBooster.fit(seen, chosen.settings(), rounds, task.seed(), task.threads())) {
      byte[] onnx = OnnxExport.write(last, all.width(), signature.output());
      double[] scores = OnnxScorer.score(onnx, held);
      metrics.put("onnx_largest_difference", requireEqual(last.predict(unweighted), scores));
      return new Trained(
          result(signature, metrics, chosen, rounds),
          onnx,
          last.nativeModel(),
          baseline(
              signature,
              all,
              evaluated.heldOut().scores(),
              Objects.requireNonNull(metrics.get("test_auc"))),
          sample(held, scores),
          evaluated.heldOut());
    }
  }

  /**
   * The first of the rows below {@code end} that became ripe in the last days before it, but at
   * least a twentieth and at most a quarter of them: a month may be empty, or be all there is.
   */
  private static int boundary(TrainingTable table, int end, int days) {
    long from = table.ripe()[end - 1] - Duration.ofDays(days).toMillis();
    int at = end;
    while (at > 0 && table.ripe()[at - 1] > from) {
      at--;
    }
    return Math.max((int) (end * 0.75), Math.min((int) (end * 0.95), at));
  }

  private record Evaluated(Map<String, Double> metrics, HeldOut heldOut) {}

  private record Chosen(
      GradientBooster.Settings settings, int rounds, List<Double> curve, List<Trial> trials) {}

  private Chosen search(Rows fit, Rows choose) throws XGBoostError {
    try (Matrix fitted = Matrix.weighted(fit);
        Matrix chosenOn = Matrix.plain(choose)) {
      return search(fitted, chosenOn);
    }
  }

  private Chosen search(Matrix fit, Matrix choose) throws XGBoostError {
    SplittableRandom random = new Seeds(task.seed()).random("search");
    List<Trial> trials = new ArrayList<>();
    GradientBooster.Settings best = null;
    int rounds = 0;
    double auc = Double.NEGATIVE_INFINITY;
    List<Double> curve = List.of();
    for (int i = 0; i < task.trials(); i++) {
      GradientBooster.Settings settings = i == 0 ? usual() : drawn(random);
      try (GradientBooster tried =
          GradientBooster.search(
              fit,
              choose,
              settings,
              task.maxRounds(),
              task.patience(),
              task.seed(),
              task.threads())) {
        trials.add(new Trial(settings.named(), tried.bestRounds(), tried.bestAuc()));
        log.accept(
            "trial %d of %d: AUC %.4f after %d rounds, %s"
                .formatted(
                    i + 1, task.trials(), tried.bestAuc(), tried.bestRounds(), settings.named()));
        if (tried.bestAuc() > auc) {
          auc = tried.bestAuc();
          best = settings;
          rounds = tried.bestRounds();
          curve = tried.curve();
        }
      }
    }
    return new Chosen(java.util.Objects.requireNonNull(best), rounds, curve, trials);
  }

  /** What does well on most tables is tried first. */
  private static GradientBooster.Settings usual() {
    return new GradientBooster.Settings(6, 0.25, 5, 0.8, 0.8, 1);
  }

  private static GradientBooster.Settings drawn(SplittableRandom random) {
    return new GradientBooster.Settings(
        4 + random.nextInt(4),
        (3 + random.nextInt(4)) / 20.0,
        1 << random.nextInt(6),
        (6 + random.nextInt(5)) / 10.0,
        (5 + random.nextInt(6)) / 10.0,
        1 << random.nextInt(4));
  }

  /** The chosen settings on all rows but the test rows, measured on those. */
  private Evaluated evaluate(TrainingTable table, Chosen chosen, int test) throws XGBoostError {
    Signature signature = Encoding.learn(table, test);
    Rows seen = rows(table, signature, 0, test);
    Rows held = rows(table, signature, test, table.rows());
    try (Matrix fitted = Matrix.weighted(seen);
        Matrix unseen = Matrix.plain(held);
        GradientBooster booster =
            GradientBooster.fit(
                fitted, chosen.settings(), chosen.rounds(), task.seed(), task.threads())) {
      double[] scores = booster.predict(unseen);
      double auc = Auc.of(scores, held.positive()).orElse(0.5);
      double loss = 0;
      for (int i = 0; i < scores.length; i++) {
        double p = held.labels()[i] > 0 ? scores[i] : 1 - scores[i];
        loss -= Math.log(Math.max(p, 1e-15)) / scores.length;
      }
      log.accept("test AUC %.4f, log loss %.4f on %d rows".formatted(auc, loss, scores.length));
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("test_auc", auc);
      metrics.put("test_log_loss", loss);
      metrics.put("test_rows", (double) scores.length);
      metrics.put(
          "validation_auc",
          chosen.trials().stream().mapToDouble(Trial::auc).max().orElse(Double.NaN));
      metrics.put("training_rows", (double) table.rows());
      String[] keys = Arrays.copyOfRange(table.keys(), test, table.rows());
      return new Evaluated(metrics, new HeldOut(keys, scores));
    }
  }

  private Rows rows(TrainingTable table, Signature signature, int from, int to) {
    float[] labels = new float[to - from];
    float[] weights = new float[to - from];
    double halfLife = Duration.ofDays(task.halfLifeDays()).toMillis();
    for (int i = from; i < to; i++) {
      labels[i - from] = table.labels()[i];
      double age = table.ripe()[to - 1] - table.ripe()[i];
      weights[i - from] = halfLife == 0 ? 1 : (float) Math.pow(0.5, age / halfLife);
    }
    return new Rows(
        Encoding.encode(table, signature, from, to), signature.inputs().size(), labels, weights);
  }

  private static void requireRows(int rows) {
    if (rows < FEWEST_ROWS) {
      throw insufficient("The training set has " + rows + " rows");
    }
  }

  private static void requireBothClasses(TrainingTable table, int fit) {
    long positives = Arrays.stream(table.labels(), 0, fit).sum();
    if (positives == 0 || positives == fit) {
      throw insufficient(
          "Of the training set's first " + fit + " rows " + positives + " are positive");
    }
  }

  private static LooplineException insufficient(String fact) {
    return new LooplineException(
        TrainingError.DATA_INSUFFICIENT,
        fact
            + "; at least "
            + FEWEST_ROWS
            + " rows of both classes are needed. Wait for more labels or train on a longer"
            + " history.");
  }

  /** The largest difference between the trained and the exported model; fails beyond 1e-5. */
  static double requireEqual(double[] trained, double[] exported) {
    double largest = 0;
    for (int i = 0; i < trained.length; i++) {
      largest = Math.max(largest, Math.abs(trained[i] - exported[i]));
    }
    if (!(largest <= TOLERANCE)) {
      throw new LooplineException(
          TrainingError.EXPORT_UNEQUAL,
          "The exported model's probability differs by "
              + largest
              + " from the trained one's; at most "
              + TOLERANCE
              + " is allowed.");
    }
    return largest;
  }

  private TrainingResult result(
      Signature signature, Map<String, Double> metrics, Chosen chosen, int rounds) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>(chosen.settings().named());
    parameters.put("algorithm", Json.tree("xgboost"));
    parameters.put("rounds", Json.tree(rounds));
    // As a text: many readers of JSON round what a double does not hold.
    parameters.put("seed", Json.tree(Long.toString(task.seed())));
    parameters.put("threads", Json.tree(task.threads()));
    parameters.put("trials", Json.tree(task.trials()));
    return new TrainingResult(signature, metrics, parameters, chosen.trials(), chosen.curve());
  }

  /**
   * @param scores of rows that their model had not seen: those of rows that it was fitted to lie
   *     further apart than any that serving will give
   */
  private static Baseline baseline(Signature signature, Rows all, double[] scores, double auc) {
    List<float[]> rows = new ArrayList<>(all.count());
    for (int i = 0; i < all.count(); i++) {
      rows.add(all.row(i));
    }
    return Baseline.of(signature.names(), rows, scores, auc);
  }

  private static Sample sample(Rows held, double[] scores) {
    int count = Math.min(SAMPLE, held.count());
    float[][] rows = new float[count][];
    double[] expected = new double[count];
    for (int i = 0; i < count; i++) {
      int row = (int) ((long) i * held.count() / count);
      rows[i] = held.row(row);
      expected[i] = scores[row];
    }
    return new Sample(rows, expected);
  }
}
