package dev.loopline.bench;

import java.util.List;

/** One benchmark: prints figures, judged against goals. */
public interface Bench {
  String name();

  String summary();

  List<Figure> run() throws Exception;
}
