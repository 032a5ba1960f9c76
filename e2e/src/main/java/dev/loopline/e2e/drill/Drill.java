package dev.loopline.e2e.drill;

/** One way of breaking things. */
interface Drill {
  String name();

  /** What is broken and what must hold, in one sentence. */
  String summary();

  DrillReport run() throws Exception;
}
