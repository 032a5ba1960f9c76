package dev.loopline.kernel.error;

/**
 * A stable name for one way of failing. Each component lists its codes as an enum that implements
 * this; {@link #name()} is what clients see and match on.
 */
public interface ErrorCode {
  String name();

  Category category();
}
