package dev.loopline.http;

import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Lets clients send gzipped bodies, as git does; what comes out counts against the body's limit.
 */
final class GzipDecoding implements ContentEncoding {
  @Override
  public Set<String> ids() {
    return Set.of("gzip", "x-gzip");
  }

  @Override
  public boolean supportsEncoding() {
    return false;
  }

  @Override
  public boolean supportsDecoding() {
    return true;
  }

  @Override
  public ContentDecoder decoder() {
    return in -> {
      try {
        return new GZIPInputStream(in, 16 * 1024);
      } catch (IOException e) {
        throw new UncheckedIOException("the body says gzip, but is not", e);
      }
    };
  }

  @Override
  public ContentEncoder encoder() {
    return ContentEncoder.NO_OP;
  }

  @Override
  public String name() {
    return "gzip-requests";
  }

  @Override
  public String type() {
    return "gzip-requests";
  }
}
