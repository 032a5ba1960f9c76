package dev.loopline.product;

import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import java.util.List;
import java.util.Set;

/** A check of all declarations of a repository together: what no component can see alone. */
@FunctionalInterface
public interface DeclarationCheck {
  /**
   * What is wrong, with file and line; empty where all fits. Documents may be wrong by themselves,
   * which others say: whatever does not look as expected is passed over.
   *
   * @param paths of all files that may be declarations, those that nobody takes as well
   */
  List<Violation> check(Set<String> paths, List<YamlDocument> documents);
}
