package dev.loopline.delivery.internal;

import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.product.DeclarationTarget;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes one file, finds what says {@code bad}, and fails upon what says {@code explode}. */
final class RecordingTarget implements DeclarationTarget {
  final List<String> applied = new CopyOnWriteArrayList<>();
  private final String file;

  RecordingTarget(String file) {
    this.file = file;
  }

  @Override
  public String name() {
    return file;
  }

  @Override
  public boolean takes(String path) {
    return path.equals(file);
  }

  @Override
  public List<Violation> validate(List<YamlDocument> documents) {
    return documents.stream()
        .filter(d -> d.tree().has("bad"))
        .map(d -> new Violation(d.file(), d.line("/bad"), "/bad", "this is bad"))
        .toList();
  }

  @Override
  public void apply(Delivered delivered, List<YamlDocument> documents) {
    documents.forEach(
        d -> {
          if (d.tree().has("explode")) {
            throw new IllegalStateException("exploded");
          }
          applied.add(d.tree().path("say").asText());
        });
  }
}
