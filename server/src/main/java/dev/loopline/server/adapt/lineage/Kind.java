package dev.loopline.server.adapt.lineage;

import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The things of one kind, several looked up at once.
 *
 * @param look by product and ids
 */
record Kind(String kind, BiFunction<String, List<String>, List<TraceNode>> look)
    implements TraceSource {
  @Override
  public Optional<TraceNode> find(String product, String id) {
    return findAll(product, List.of(id)).stream().findFirst();
  }

  /** A product's alone: what is nobody's has none of these. */
  @Override
  public List<TraceNode> findAll(String product, List<String> ids) {
    return product.isEmpty() ? List.of() : look.apply(product, ids);
  }

  /** One look at a time, where the owner knows no other. */
  static Kind single(String kind, BiFunction<String, String, Optional<TraceNode>> look) {
    return new Kind(
        kind,
        (product, ids) ->
            ids.stream().map(id -> look.apply(product, id)).flatMap(Optional::stream).toList());
  }

  /** Names with their numbers, so that each name is looked up once. */
  static Map<String, List<Long>> byName(List<String> ids) {
    Map<String, List<Long>> numbers = new LinkedHashMap<>();
    for (String id : ids) {
      Numbered.parse(id)
          .ifPresent(
              n -> numbers.computeIfAbsent(n.name(), k -> new ArrayList<>()).add(n.number()));
    }
    return numbers;
  }

  static TraceNode node(
      String kind, String id, String title, Map<String, String> facts, @Nullable String href) {
    return new TraceNode(kind, id, title, facts, href, List.of());
  }

  static Map<String, String> facts(String... pairs) {
    Map<String, String> facts = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      facts.put(pairs[i], pairs[i + 1]);
    }
    return facts;
  }
}
