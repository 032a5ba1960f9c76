package dev.loopline.metadata.internal.evaluation;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.evaluation.EvaluationDataset;
import dev.loopline.metadata.evaluation.EvaluationImports;
import dev.loopline.metadata.evaluation.EvaluationRecord;
import dev.loopline.metadata.evaluation.Scorer;
import dev.loopline.metadata.imports.ImportError;
import dev.loopline.metadata.internal.Copies;
import dev.loopline.metadata.internal.StoredExperiments;
import java.util.List;
import java.util.TreeMap;

/** {@link EvaluationImports} over the component's tables. */
public record StoredEvaluationImports(Kernel kernel) implements EvaluationImports {
  @Override
  public EvaluationDataset dataset(EvaluationDataset dataset) {
    Limits.text("name", dataset.name(), 255);
    Limits.text("digest", dataset.digest(), 64);
    StoredEvaluationDatasets.checked(dataset.tags());
    return kernel
        .db()
        .write(
            tx -> {
              ImportRows.ensure(tx, dataset);
              long no = lock(tx, dataset.id());
              ImportRows.restate(tx, no, dataset);
              new TreeMap<>(dataset.tags())
                  .forEach((key, value) -> DatasetRows.setTag(tx, no, key, value));
              for (long experiment : dataset.experimentIds().stream().sorted().toList()) {
                StoredExperiments.require(tx.handle(), experiment);
                DatasetRows.associate(tx, no, experiment);
              }
              return DatasetRows.find(tx.handle(), dataset.id()).orElseThrow().dataset();
            });
  }

  /** Kept from others until the transaction ends, and an import's own. */
  private static long lock(Tx tx, String id) {
    long no =
        DatasetRows.lock(tx, id).orElseThrow(() -> StoredEvaluationDatasets.noSuchDataset(id));
    Copies.DATASETS.require(tx.handle(), no, id);
    return no;
  }

  @Override
  public int records(String dataset, List<EvaluationRecord> records) {
    return kernel
        .db()
        .write(
            tx -> {
              long no = lock(tx, dataset);
              int leftOut = 0;
              for (EvaluationRecord record : records) {
                String digest = StoredEvaluationDatasets.digestOf(record.parts().inputs());
                if (ImportRows.isFree(tx, no, digest, record.id())) {
                  RecordRows.put(tx, no, digest, record);
                } else {
                  leftOut++;
                }
              }
              return leftOut;
            });
  }

  @Override
  public Scorer scorer(Scorer scorer) {
    Limits.text("name", scorer.name(), StoredScorers.NAME);
    Limits.text("serialized_scorer", scorer.serialized(), StoredScorers.LARGEST);
    String uuid = StoredScorers.uuid(kernel.ids());
    return kernel
        .db()
        .write(
            tx -> {
              StoredExperiments.require(tx.handle(), scorer.experimentId());
              ImportRows.ensure(tx, scorer, uuid);
              long no = StoredScorers.ensure(tx, uuid, scorer.experimentId(), scorer.name());
              String called = scorer.name() + " of experiment " + scorer.experimentId();
              Copies.SCORERS.require(tx.handle(), no, called);
              if (!ImportRows.put(tx, no, scorer)) {
                throw ImportError.madeHere("Version " + scorer.version() + " of scorer " + called);
              }
              return StoredScorers.list(tx.handle(), scorer.experimentId(), scorer.name()).stream()
                  .filter(made -> made.version() == scorer.version())
                  .findFirst()
                  .orElseThrow();
            });
  }
}
