package dev.loopline.server.adapt.lineage;

import java.util.Optional;

/** An id of the form {@code name/number}, such as a model's version. */
record Numbered(String name, long number) {
  /** Empty for what has not this form. */
  static Optional<Numbered> parse(String id) {
    int slash = id.lastIndexOf('/');
    if (slash < 1 || !id.substring(slash + 1).matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Numbered(id.substring(0, slash), Long.parseLong(id.substring(slash + 1))));
  }
}
