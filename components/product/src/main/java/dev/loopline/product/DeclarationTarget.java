package dev.loopline.product;

import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import java.util.List;

/**
 * A component that takes declarations of a product's repository. Delivery is the one door through
 * which they enter: it validates all of them, then applies all of them.
 */
public interface DeclarationTarget {
  /** What is delivered. */
  record Delivered(String product, String commit, String artifact, String actor) {}

  /** What it takes, in a word, such as {@code pipelines}. */
  String name();

  /** Whether a file of the repository is for it. */
  boolean takes(String path);

  /** What is wrong with its files, all of them together; empty where they fit. */
  List<Violation> validate(List<YamlDocument> documents);

  /**
   * Makes these the current declarations; a file that is gone takes back what it declared. The same
   * again changes nothing.
   */
  void apply(Delivered delivered, List<YamlDocument> documents);
}
