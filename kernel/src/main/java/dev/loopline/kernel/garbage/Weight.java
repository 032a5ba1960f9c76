package dev.loopline.kernel.garbage;

/** Some blobs, counted and weighed. */
public record Weight(long blobs, long bytes) {
  static final Weight NONE = new Weight(0, 0);

  Weight and(long size) {
    return new Weight(blobs + 1, bytes + size);
  }
}
