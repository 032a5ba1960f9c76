package dev.loopline.metadata.internal;

import dev.loopline.kernel.artifacts.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts one behind the other, each checked against its etag before the next begins. */
final class PartsStream extends InputStream {
  private final Iterator<UploadFolder.Stored> next;
  private UploadFolder.@Nullable Stored part;
  private @Nullable DigestInputStream in;

  PartsStream(List<UploadFolder.Stored> parts) {
    this.next = parts.iterator();
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
    while (true) {
      if (in == null && !begin()) {
        return -1;
      }
      int n = in == null ? -1 : in.read(target, offset, length);
      if (n >= 0) {
        return n;
      }
      end();
    }
  }

  private boolean begin() throws IOException {
    if (!next.hasNext()) {
      return false;
    }
    part = next.next();
    in = new DigestInputStream(Files.newInputStream(part.file()), Digest.sha256());
    return true;
  }

  private void end() throws IOException {
    if (in == null || part == null) {
      return;
    }
    String read = HexFormat.of().formatHex(in.getMessageDigest().digest());
    close();
    if (!read.equals(part.etag())) {
      throw new IOException(
          "part " + part.number() + " is damaged on this server's disk; send it again");
    }
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
      in = null;
    }
  }
}
