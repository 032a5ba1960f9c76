package dev.loopline.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One keep-alive connection that costs next to nothing, so that a figure is the server's and not
 * the client's.
 */
public final class RawHttp implements AutoCloseable {
  private final Socket socket = new Socket();
  private final InputStream in;

  public RawHttp(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  /** A whole request as bytes, to be sent again and again. */
  public static byte[] request(String method, String path, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = java.util.Arrays.copyOf(bytes, bytes.length + body.length);
    System.arraycopy(body, 0, whole, bytes.length, body.length);
    return whole;
  }

  /** The same request to another path. */
  public static byte[] to(String path, byte[] request) {
    String text = new String(request, StandardCharsets.UTF_8);
    int body = text.indexOf("\r\n\r\n") + 4;
    return request(text.substring(0, text.indexOf(' ')), path, text.substring(body));
  }

  /** Sends a request and reads its answer; one that is not a 200 ends the benchmark. */
  public byte[] send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    String status = line();
    long length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
    }
    byte[] body = chunked ? chunks() : in.readNBytes((int) length);
    if (!status.contains(" 200 ")) {
      throw new IllegalStateException(status + " " + new String(body, StandardCharsets.UTF_8));
    }
    return body;
  }

  private byte[] chunks() throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      all.write(in.readNBytes(size));
      line();
    }
    line();
    return all.toByteArray();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
