package dev.loopline.cli.mlflow;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of an answer, which breaks off where there are more than anybody should send. */
final class Bounded extends FilterInputStream {
  private final long most;
  private long read;

  Bounded(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  long count() {
    return read;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    count(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int some = super.read(into, from, length);
    count(Math.max(some, 0));
    return some;
  }

  private void count(int more) {
    read += more;
    if (read > most) {
      throw new SourceFailed(0, "an answer has more than " + most + " bytes; it is not read on");
    }
  }
}
