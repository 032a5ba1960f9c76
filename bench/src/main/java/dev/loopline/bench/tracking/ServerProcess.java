package dev.loopline.bench.tracking;

import java.nio.file.Path;

/** A server in a process of its own, so that its memory is nobody else's. */
final class ServerProcess {
  private ServerProcess() {}

  /** Prints its port, and serves a folder until its input ends. */
  public static void main(String[] args) throws Exception {
    try (TrackingServer server = new TrackingServer(Path.of(args[0]))) {
      System.out.println(server.port());
      System.in.read();
    }
  }
}
