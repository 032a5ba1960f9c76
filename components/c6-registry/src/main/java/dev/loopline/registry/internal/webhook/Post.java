package dev.loopline.registry.internal.webhook;

import dev.loopline.registry.RegistryOptions;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends a POST and reads the answer's beginning. Own, because the address that was checked must be
 * the one that is connected to: a client that looks the name up again can be led inside by whoever
 * answers for the name. Follows no redirect.
 */
final class Post {
  private static final int LONGEST_LINE = 8_192;
  private static final int MOST_HEADERS = 200;
  private static final int LARGEST_ANSWER = 64 << 10;

  private final RegistryOptions.Delivery options;

  Post(RegistryOptions.Delivery options) {
    this.options = options;
  }

  /**
   * What came back.
   *
   * @param body cut where it is long
   */
  record Answer(int status, String body, Optional<Duration> retryAfter) {}

  Answer send(URI url, Map<String, String> headers, byte[] body) throws IOException {
    long deadline = System.nanoTime() + options.timeout().toNanos();
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    int port = url.getPort() < 0 ? (tls ? 443 : 80) : url.getPort();
    String host = UrlRules.bare(url.getHost());
    try (Socket plain = connect(host, port, deadline)) {
      Thread watch = Thread.ofVirtual().start(() -> closeAt(plain, deadline));
      try (Socket socket = tls ? secured(plain, host, port) : plain) {
        OutputStream out = socket.getOutputStream();
        out.write(head(url, headers, body.length));
        out.write(body);
        out.flush();
        return answer(new BufferedInputStream(socket.getInputStream()));
      } catch (IOException e) {
        throw System.nanoTime() < deadline ? e : tooLate();
      } finally {
        watch.interrupt();
      }
    }
  }

  /** However slowly a receiver reads or writes, it holds nobody up for longer. */
  private static void closeAt(Socket socket, long deadline) {
    try {
      Thread.sleep(Duration.ofNanos(deadline - System.nanoTime()));
      socket.close();
    } catch (InterruptedException e) {
      // It was answered in time.
    } catch (IOException e) {
      // Then it is closed already.
    }
  }

  private static SocketTimeoutException tooLate() {
    return new SocketTimeoutException("the receiver did not answer in time");
  }

  private Socket connect(String host, int port, long deadline) throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    if (!options.allowPrivate()) {
      for (InetAddress address : addresses) {
        if (!PublicAddresses.isPublic(address)) {
          throw new IOException(
              "Webhook URL must not resolve to a non-public IP address. '"
                  + host
                  + "' resolves to "
                  + address.getHostAddress()
                  + ".");
        }
      }
    }
    IOException failed = new IOException("'" + host + "' has no address");
    for (InetAddress address : addresses) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, port), remaining(deadline));
        return socket;
      } catch (IOException e) {
        socket.close();
        failed = e;
      }
    }
    throw failed;
  }

  private static Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] head(URI url, Map<String, String> headers, int length) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\n");
    head.append("Host: ").append(url.getHost()).append(port).append("\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: ").append(length).append("\r\n");
    head.append("User-Agent: loopline\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Answer answer(InputStream in) throws IOException {
    int status = status(line(in));
    Map<String, String> headers = headers(in);
    while (status == 100) {
      status = status(line(in));
      headers = headers(in);
    }
    byte[] body =
        "chunked".equalsIgnoreCase(headers.get("transfer-encoding"))
            ? chunks(in)
            : in.readNBytes(length(headers));
    return new Answer(
        status,
        new String(body, StandardCharsets.UTF_8),
        Optional.ofNullable(headers.get("retry-after"))
            .filter(text -> text.matches("\\d{1,6}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text))));
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] \\d{3}.*")) {
      throw new IOException("the answer is not HTTP/1.1");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (int i = 0; i <= MOST_HEADERS; i++) {
      String line = line(in);
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    throw new IOException("the answer has more than " + MOST_HEADERS + " headers");
  }

  private static int length(Map<String, String> headers) {
    String length = headers.getOrDefault("content-length", "");
    return length.matches("\\d{1,9}")
        ? Math.min(LARGEST_ANSWER, Integer.parseInt(length))
        : LARGEST_ANSWER;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    while (all.size() < LARGEST_ANSWER) {
      String size = line(in).split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,8}") || size.matches("0+")) {
        break;
      }
      long wanted = Long.parseLong(size, 16);
      all.write(in.readNBytes((int) Math.min(wanted, LARGEST_ANSWER - all.size())));
      if (all.size() < LARGEST_ANSWER) {
        line(in);
      }
    }
    return all.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the answer broke off");
      }
      if (line.length() == LONGEST_LINE) {
        throw new IOException("the answer has a line of more than " + LONGEST_LINE + " bytes");
      }
      line.append((char) b);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  private static int remaining(long deadline) throws IOException {
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (left <= 0) {
      throw tooLate();
    }
    return (int) Math.min(Integer.MAX_VALUE, left);
  }
}
