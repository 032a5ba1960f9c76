package dev.loopline.server;

import dev.loopline.http.Access;
import dev.loopline.http.AccessPolicy;
import dev.loopline.http.Principal;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.config.Config;
import dev.loopline.worker.Worker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Optional;

/** The server's own worker: it speaks the same protocol as any other. */
final class LocalWorker {
  private LocalWorker() {}

  /** What the worker shows; it lives as long as the process, in memory alone. */
  record Secret(String token) {
    /** A policy that knows the worker, and asks another one about everybody else. */
    AccessPolicy before(AccessPolicy others) {
      byte[] own = token.getBytes(StandardCharsets.UTF_8);
      Principal worker = new Principal("worker:local", EnumSet.of(Access.WORKER));
      return bearer ->
          bearer.isPresent()
                  && MessageDigest.isEqual(own, bearer.get().getBytes(StandardCharsets.UTF_8))
              ? Optional.of(worker)
              : others.authenticate(bearer);
    }

    @Override
    public String toString() {
      return "Secret";
    }
  }

  static Secret secret(Kernel kernel) {
    return new Secret(kernel.ids().secret());
  }

  static Optional<Worker> start(Kernel kernel, Config config, String url, Secret secret) {
    int slots = config.get(Settings.WORKER_SLOTS);
    return slots == 0
        ? Optional.empty()
        : Optional.of(
            Worker.start(
                URI.create(url), Optional.of(secret.token()), slots, kernel.folder("worker")));
  }
}
