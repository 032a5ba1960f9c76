package dev.loopline.cli.mlflow;

import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.client.RefusedException;
import dev.loopline.client.UnreachableException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What was copied, left as it was, and not copied. Safe for many threads. */
final class Tally {
  private static final int MOST_PROBLEMS = 1_000;
  private static final int LONGEST = 400;

  /** What is counted. */
  enum Kind {
    EXPERIMENTS("experiments", "experiments"),
    RUNS("runs", "runs"),
    LOGGED_MODELS("loggedModels", "logged models"),
    FILES("files", "files"),
    MODELS("models", "models"),
    PROMPTS("prompts", "prompts"),
    VERSIONS("versions", "versions"),
    TRACES("traces", "LLM traces"),
    DATASETS("evaluationDatasets", "evaluation datasets"),
    RECORDS("datasetRecords", "records of datasets"),
    SCORERS("scorers", "versions of scorers"),
    WEBHOOKS("webhooks", "webhooks");

    private final String field;
    private final String title;

    Kind(String field, String title) {
      this.field = field;
      this.title = title;
    }

    /** What it is called in JSON. */
    String field() {
      return field;
    }

    /** What people read. */
    String title() {
      return title;
    }
  }

  /** What became of one. */
  enum Outcome {
    COPIED,
    UNCHANGED,
    FAILED
  }

  /** Something that could not be copied, and why. */
  record Problem(String what, String why) {}

  private final Map<Kind, Map<Outcome, LongAdder>> counts = new EnumMap<>(Kind.class);
  private final LongAdder points = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder troubles = new LongAdder();
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Tally() {
    for (Kind kind : Kind.values()) {
      Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(outcome, new LongAdder());
      }
      counts.put(kind, outcomes);
    }
  }

  void add(Kind kind, Outcome outcome) {
    adder(kind, outcome).increment();
  }

  void add(Kind kind, Outcome outcome, int many) {
    adder(kind, outcome).add(many);
  }

  private LongAdder adder(Kind kind, Outcome outcome) {
    return java.util.Objects.requireNonNull(
        counts.getOrDefault(kind, Map.of()).get(outcome), "each is counted");
  }

  long count(Kind kind, Outcome outcome) {
    return adder(kind, outcome).sum();
  }

  void points(long more) {
    points.add(more);
  }

  long points() {
    return points.sum();
  }

  void bytes(long more) {
    bytes.add(more);
  }

  long bytes() {
    return bytes.sum();
  }

  /** Something failed as a whole. */
  void failed(Kind kind, String what, Exception why) {
    add(kind, Outcome.FAILED);
    problem(what, why);
  }

  /** A part of something failed, or could not be taken along. */
  synchronized void problem(String what, Exception why) {
    troubles.increment();
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(new Problem(what, Texts.clipped(reason(why), LONGEST)));
    }
  }

  /** What people should know of the copy, though nothing failed. */
  synchronized void note(String line) {
    notes.add(line);
  }

  synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  /** What people wrote; what Java says of a failure helps nobody. */
  private static String reason(Exception why) {
    String said =
        switch (why) {
          case SourceFailed failed -> failed.getMessage();
          case CommandFailed failed -> failed.getMessage();
          case RefusedException refused ->
              // It repeats names of the source.
              String.valueOf(refused.getMessage()).replaceAll("(\\S{100})\\S+", "$1…");
          case UnreachableException _ -> "the server that takes the copy cannot be reached";
          default -> null;
        };
    return said == null ? "what the source tells of it is not as MLflow tells it" : said;
  }

  /** How many problems there were, of which the first ones are kept. */
  long troubles() {
    return troubles.sum();
  }

  synchronized List<Problem> problems() {
    return List.copyOf(problems);
  }
}
