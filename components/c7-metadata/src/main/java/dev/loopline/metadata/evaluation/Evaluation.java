package dev.loopline.metadata.evaluation;

/** What the metadata store offers for judging applications of language models. */
public record Evaluation(EvaluationDatasets datasets, Scorers scorers) {}
