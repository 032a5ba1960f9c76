package dev.loopline.features.internal.spec;

import java.util.List;
import java.util.Optional;

/** All that a product declares. */
public record Declarations(List<SourceSpec> sources, List<ViewSpec> views) {
  public static final Declarations NONE = new Declarations(List.of(), List.of());

  public Declarations {
    sources = List.copyOf(sources);
    views = List.copyOf(views);
  }

  public Optional<SourceSpec> source(String name) {
    return sources.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  public Optional<ViewSpec> view(String name) {
    return views.stream().filter(v -> v.name().equals(name)).findFirst();
  }

  public List<ViewSpec> viewsOf(String source) {
    return views.stream().filter(v -> v.source().equals(source)).toList();
  }
}
