package dev.loopline.http;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends a body that is larger than its route allows. */
final class LimitedInputStream extends FilterInputStream {
  private final long limit;
  private long read;

  LimitedInputStream(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      count(1);
    }
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int n = super.read(target, offset, length);
    if (n > 0) {
      count(n);
    }
    return n;
  }

  private void count(int n) {
    read += n;
    if (read > limit) {
      throw new LooplineException(
          KernelError.TOO_LARGE,
          "The body has more than " + limit + " bytes; send less, or in parts.");
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
