package dev.loopline.metadata.evaluation;

import java.util.List;

/**
 * Takes in evaluation datasets and scorers of another server, under their ids, numbers and times.
 * Whatever is acknowledged is durable; the same again changes nothing. What was made here is
 * changed by none of these: IMPORT_CONFLICT.
 */
public interface EvaluationImports {
  /** A dataset, without its records. */
  EvaluationDataset dataset(EvaluationDataset dataset);

  /**
   * Records of a dataset that was taken in.
   *
   * @return how many were left out: records made here have their inputs or their ids
   */
  int records(String dataset, List<EvaluationRecord> records);

  /**
   * A version of a scorer under its number; numbers up to it are not given again.
   *
   * @param scorer its id is kept where it is free
   */
  Scorer scorer(Scorer scorer);
}
