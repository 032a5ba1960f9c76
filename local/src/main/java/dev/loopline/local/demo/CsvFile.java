package dev.loopline.local.demo;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/**
 * A text from a path or an http(s) URL, plain or gzipped, in UTF-8 with or without a byte order
 * mark; bounded in size, and in the time that a server may keep it waiting.
 */
final class CsvFile {
  /** A dozen times the public file. */
  static final long LARGEST = 200L << 20;

  private static final int BUFFER = 1 << 16;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private CsvFile() {}

  static Reader open(String fileOrUrl) throws IOException {
    InputStream raw = raw(fileOrUrl);
    try {
      InputStream bytes = new Bounded(unzipped(raw));
      BufferedReader text =
          new BufferedReader(
              new InputStreamReader(
                  bytes,
                  StandardCharsets.UTF_8
                      .newDecoder()
                      .onMalformedInput(CodingErrorAction.REPORT)
                      .onUnmappableCharacter(CodingErrorAction.REPORT)),
              BUFFER);
      text.mark(1);
      if (text.read() != BYTE_ORDER_MARK) {
        text.reset();
      }
      return text;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream raw(String fileOrUrl) throws IOException {
    return fileOrUrl.startsWith("http://") || fileOrUrl.startsWith("https://")
        ? download(fileOrUrl)
        : Files.newInputStream(Path.of(fileOrUrl));
  }

  private static InputStream download(String url) throws IOException {
    HttpURLConnection connection;
    try {
      connection = (HttpURLConnection) new URI(url).toURL().openConnection();
    } catch (URISyntaxException e) {
      throw new IOException("it is not a URL", e);
    }
    connection.setConnectTimeout((int) PATIENCE.toMillis());
    connection.setReadTimeout((int) PATIENCE.toMillis());
    int status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      connection.disconnect();
      throw new IOException("the server answered " + status);
    }
    return connection.getInputStream();
  }

  private static InputStream unzipped(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
    in.mark(2);
    boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return gzip ? new GZIPInputStream(in, BUFFER) : in;
  }

  /**
   * Ends with an error after {@link #LARGEST} bytes: a small zipped file may unfold to any size.
   */
  private static final class Bounded extends FilterInputStream {
    private long left = LARGEST;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      return counted(count, count);
    }

    private int counted(int result, int bytes) throws IOException {
      left -= Math.max(0, bytes);
      if (left < 0) {
        throw new IOException("it has more than " + (LARGEST >> 20) + " MiB");
      }
      return result;
    }
  }
}
