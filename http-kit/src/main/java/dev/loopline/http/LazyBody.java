package dev.loopline.http;

import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A streamed body that begins with its first byte: what fails before can still be answered as a
 * problem, what fails after must break the connection.
 */
final class LazyBody extends OutputStream {
  private final ServerResponse response;
  private @Nullable OutputStream out;

  LazyBody(ServerResponse response) {
    this.response = response;
  }

  @Override
  public void write(int b) throws IOException {
    begun().write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    begun().write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  boolean hasBegun() {
    return out != null;
  }

  /** Ends a body that was written to its end; {@link #close} alone ends nothing. */
  void finish() throws IOException {
    if (out == null) {
      response.send();
    } else {
      out.close();
    }
  }

  private OutputStream begun() {
    if (out == null) {
      out = response.outputStream();
    }
    return out;
  }
}
