package dev.loopline.metadata.spi;

import java.util.Optional;

/** Knows the things of one kind. Safe for many threads. */
public interface TraceSource {
  String kind();

  /** The thing with its parents, where the product has it. */
  Optional<TraceNode> find(String product, String id);
}
