package dev.loopline.metadata.spi;

import dev.loopline.metadata.spi.TraceNode.Ref;

/**
 * One thing was made from another.
 *
 * @param from what it was made from
 * @param to what was made
 * @param position of the event of the log that told of it; {@link #UNDATED} where none did
 */
public record Link(Ref from, Ref to, long position) {
  public static final long UNDATED = 0;

  /** The end from which the link is met when it is followed in a direction. */
  public Ref near(Direction direction) {
    return direction == Direction.FORWARD ? from : to;
  }

  /** The end that it leads to. */
  public Ref far(Direction direction) {
    return direction == Direction.FORWARD ? to : from;
  }
}
