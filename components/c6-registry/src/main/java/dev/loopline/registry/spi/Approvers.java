package dev.loopline.registry.spi;

import java.util.Set;

/** Who may approve a promotion. */
@FunctionalInterface
public interface Approvers {
  /** The names of those who may; empty for anybody but who asked. */
  Set<String> of(String product);
}
