package dev.loopline.server.adapt.lineage;

import dev.loopline.metadata.spi.TraceNode.Ref;

/** The kinds of things that lineage leads through, and how each is named. */
final class Kinds {
  static final String SOURCE = "source";
  static final String SOURCE_FILE = "source file";
  static final String FEATURE_VIEW = "feature view";
  static final String SNAPSHOT = "data snapshot";
  static final String TRAINING_SET = "training set";
  static final String COMMIT = "commit";
  static final String BUILD = "build";
  static final String PIPELINE_RUN = "pipeline run";
  static final String RUN = "run";
  static final String LOGGED_MODEL = "logged model";
  static final String VERSION = "model version";
  static final String DEPLOYMENT = "deployment";
  static final String PREDICTIONS = "predictions";

  private Kinds() {}

  static Ref source(String name) {
    return new Ref(SOURCE, name);
  }

  static Ref sourceFile(String source, long revision) {
    return new Ref(SOURCE_FILE, source + "/" + revision);
  }

  /** A view in the form that a commit gave it. */
  static Ref view(String name, String commit) {
    return new Ref(FEATURE_VIEW, name + "/" + commit);
  }

  static Ref snapshot(String view, String number) {
    return new Ref(SNAPSHOT, view + "/" + number);
  }

  static Ref version(String model, String number) {
    return new Ref(VERSION, model + "/" + number);
  }

  /** All that a version answered at an endpoint. */
  static Ref predictions(String endpoint, String version) {
    return new Ref(PREDICTIONS, endpoint + "/" + version);
  }
}
