package dev.loopline.metadata.spi;

import java.util.List;
import java.util.Optional;

/** Knows the things of one kind. Safe for many threads. */
public interface TraceSource {
  String kind();

  /** The thing with its parents, where the product has it. */
  Optional<TraceNode> find(String product, String id);

  /** Those of several that the product has, in any order. */
  default List<TraceNode> findAll(String product, List<String> ids) {
    return ids.stream().map(id -> find(product, id)).flatMap(Optional::stream).toList();
  }

  /** What is still known of those of several that were removed for good. */
  default List<TraceNode> removed(String product, List<String> ids) {
    return List.of();
  }
}
