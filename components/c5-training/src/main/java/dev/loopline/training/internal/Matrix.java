package dev.loopline.training.internal;

import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Rows where XGBoost sees them. It bins a matrix's values once, so whoever fits several times to
 * the same rows keeps it.
 *
 * @param share of positives, by weight: the booster's starting point
 */
record Matrix(DMatrix matrix, float share) implements AutoCloseable {
  /** Rows to fit to, each counting by its weight. */
  static Matrix weighted(Rows rows) throws XGBoostError {
    Matrix matrix = plain(rows);
    matrix.matrix().setWeight(rows.weights());
    return matrix;
  }

  /** Rows to score, all alike. */
  static Matrix plain(Rows rows) throws XGBoostError {
    DMatrix matrix = new DMatrix(rows.data(), rows.count(), rows.width(), Float.NaN);
    matrix.setLabel(rows.labels());
    return new Matrix(matrix, (float) rows.share());
  }

  @Override
  public void close() {
    matrix.dispose();
  }
}
