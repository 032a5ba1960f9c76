package dev.loopline.kernel.artifacts;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Hands out a blob's bytes one buffer behind what it has hashed: the last buffer is released only
 * when the digest of the whole is right.
 */
final class VerifiedInputStream extends InputStream {
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final Digest digest;
  private final MessageDigest sha = Digest.sha256();
  private byte[] ready = new byte[BUFFER];
  private byte[] ahead = new byte[BUFFER];
  private int readyLength;
  private int readyOffset;
  private int aheadLength;
  private boolean started;
  private boolean verified;
  private @Nullable LooplineException damage;

  VerifiedInputStream(InputStream in, Digest digest) {
    this.in = in;
    this.digest = digest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (damage != null) {
      // Whoever reads on after the error must not be handed the buffer that it held back.
      throw damage;
    }
    if (readyOffset == readyLength && !advance()) {
      return -1;
    }
    int n = Math.min(length, readyLength - readyOffset);
    System.arraycopy(ready, readyOffset, target, offset, n);
    readyOffset += n;
    return n;
  }

  /** Makes the buffer ahead the ready one and fills the next; false at the verified end. */
  private boolean advance() throws IOException {
    if (!started) {
      started = true;
      fill();
    }
    byte[] swapped = ready;
    ready = ahead;
    readyLength = aheadLength;
    readyOffset = 0;
    ahead = swapped;
    fill();
    return readyLength > 0;
  }

  private void fill() throws IOException {
    aheadLength = verified ? 0 : in.readNBytes(ahead, 0, BUFFER);
    sha.update(ahead, 0, aheadLength);
    if (aheadLength < BUFFER && !verified) {
      verify();
    }
  }

  private void verify() {
    String actual = HexFormat.of().formatHex(sha.digest());
    verified = true;
    if (!actual.equals(digest.hex())) {
      damage =
          new LooplineException(
              KernelError.ARTIFACT_CORRUPT,
              "The stored bytes of "
                  + digest
                  + " are damaged (their digest is now sha256:"
                  + actual
                  + "). Store the original again, or restore a backup.");
      throw damage;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
