package dev.loopline.cli.mlflow;

/** Copies things of one kind that belong to experiments. */
interface OfExperiments {
  /** As people call them. */
  String kind();

  /** Asks the source for one of an experiment's; fails where it does not know the kind. */
  void ask(Copied experiment);

  /** Copies all of an experiment's, or hands them to the workers. */
  void copy(Copied experiment);
}
