package dev.loopline.metadata.openlineage;

import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How our things are named in OpenLineage, and things of others with us. The namespace of a product
 * is {@code loopline://<product>}; in it {@code sources/<source>}, {@code
 * sources/<source>/<revision>}, {@code views/<view>/<snapshot>} and {@code
 * models/<model>/<version>} are datasets. An event that names one of these means ours.
 */
public final class OpenLineageNames {
  public static final String JOB = "job";
  public static final String JOB_RUN = "job run";
  public static final String DATASET = "external dataset";

  private static final String SCHEME = "loopline://";
  private static final Pattern OURS =
      Pattern.compile("(sources|views|models)/([^/]{1,256})(?:/(\\d{1,18}))?");

  private OpenLineageNames() {}

  public static String namespace(String product) {
    return SCHEME + product;
  }

  /** The product whose namespace it is; empty for all others. */
  public static Optional<String> product(String namespace) {
    return namespace.startsWith(SCHEME)
        ? Optional.of(namespace.substring(SCHEME.length()))
        : Optional.empty();
  }

  /** The thing of ours that a dataset of a product's namespace is. */
  public static Optional<Ref> ours(String name) {
    Matcher parts = OURS.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String numbered = parts.group(2) + "/" + parts.group(3);
    boolean isNumbered = parts.group(3) != null;
    return switch (parts.group(1)) {
      case "sources" ->
          Optional.of(
              isNumbered ? new Ref("source file", numbered) : new Ref("source", parts.group(2)));
      case "views" ->
          isNumbered ? Optional.of(new Ref("data snapshot", numbered)) : Optional.empty();
      default -> isNumbered ? Optional.of(new Ref("model version", numbered)) : Optional.empty();
    };
  }

  /**
   * The id of a job or dataset of others: its namespace, {@code %} and {@code /} in it encoded,
   * then {@code /} and its name.
   */
  public static String id(String namespace, String name) {
    return namespace.replace("%", "%25").replace("/", "%2F") + "/" + name;
  }
}
