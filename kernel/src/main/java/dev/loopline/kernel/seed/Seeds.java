package dev.loopline.kernel.seed;

import dev.loopline.kernel.artifacts.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.SplittableRandom;

/**
 * Seeds by name: {@code seeds.of("training", datasetDigest)} is the same number on every machine
 * and in every run with the same root, so that whoever trains on the same data gets the same model.
 */
public final class Seeds {
  private final long root;

  public Seeds(long root) {
    this.root = root;
  }

  /** A seed from the root and these names: the first 8 bytes of their SHA-256, big endian. */
  public long of(String... names) {
    MessageDigest sha = Digest.sha256();
    sha.update(ByteBuffer.allocate(8).putLong(root).array());
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      sha.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
      sha.update(bytes);
    }
    return ByteBuffer.wrap(sha.digest()).getLong();
  }

  /** A generator for {@link #of} these names; one owner, one thread. */
  public SplittableRandom random(String... names) {
    return new SplittableRandom(of(names));
  }
}
