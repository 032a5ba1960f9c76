package dev.loopline.bench.tracking;

import dev.loopline.bench.Bench;
import dev.loopline.bench.Figure;
import java.util.ArrayList;
import java.util.List;

/** The metadata store as a whole; its parts can be run alone. */
public final class TrackingBench implements Bench {
  @Override
  public String name() {
    return "tracking";
  }

  @Override
  public String summary() {
    return "all of the metadata store: tracking-logging, tracking-search, tracking-artifacts,"
        + " tracking-collection";
  }

  /** The benchmarks that this one is made of. */
  public static List<Bench> parts() {
    return List.of(
        new LoggingFigures(), new SearchFigures(), new ArtifactFigures(), new CollectionFigures());
  }

  @Override
  public List<Figure> run() throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (Bench part : parts()) {
      figures.addAll(part.run());
    }
    return figures;
  }
}
