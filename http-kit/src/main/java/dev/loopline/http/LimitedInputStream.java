package dev.loopline.http;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request's body: ends one that is larger than its route allows, and marks what fails in reading
 * it as the body's fault.
 */
final class LimitedInputStream extends FilterInputStream {
  private final long limit;
  private long read;

  LimitedInputStream(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    int b = reading(in::read);
    if (b >= 0) {
      count(1);
    }
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int n = reading(() -> in.read(target, offset, length));
    if (n > 0) {
      count(n);
    }
    return n;
  }

  private interface Read {
    int read() throws IOException;
  }

  private static int reading(Read read) throws IOException {
    try {
      return read.read();
    } catch (IOException | RuntimeException e) {
      // A connection that ends early is one or the other, depending on where in the server.
      throw new BrokenBodyException(e);
    }
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
