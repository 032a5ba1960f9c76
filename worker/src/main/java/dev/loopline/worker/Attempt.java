package dev.loopline.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One leased attempt, from its folder to its completion. */
final class Attempt {
  private static final Logger LOG = Logger.getLogger(Attempt.class.getName());
  private static final Duration LAST_LINES = Duration.ofSeconds(5);
  private static final Duration TROUBLE = Duration.ofSeconds(1);
  private static final int COMPLETE_TRIES = 60;
  private static final long LARGEST_RESULT = 1 << 20;

  private final ServerCalls server;
  private final Leased leased;
  private final Path folder;

  Attempt(ServerCalls server, Leased leased, Path work) {
    this.server = server;
    this.leased = leased;
    this.folder = work.resolve(leased.token());
  }

  /** What became of the child. */
  private sealed interface Outcome {
    record Good(JsonNode outputs) implements Outcome {}

    record Bad(String error) implements Outcome {}

    /** The server wants nothing more of it. */
    record Dropped(String reason) implements Outcome {}
  }

  /** An interrupt kills the child and leaves the attempt to the server, which gives it anew. */
  void run() throws InterruptedException {
    CompletableFuture<String> stop = new CompletableFuture<>();
    try (Heartbeats _ = new Heartbeats(server, leased, stop)) {
      Outcome outcome = outcome(stop);
      complete(outcome);
    } finally {
      Folders.delete(folder);
    }
  }

  private Outcome outcome(CompletableFuture<String> stop) throws InterruptedException {
    try {
      prepare();
      Optional<Outcome> ended = runChild(stop);
      return ended.isPresent() ? ended.get() : new Outcome.Good(outputs());
    } catch (IOException | LooplineException | RefusedException e) {
      return stop.isDone()
          ? new Outcome.Dropped(stop.join())
          : new Outcome.Bad(String.valueOf(e.getMessage()));
    }
  }

  private void prepare() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    for (Map.Entry<String, Digest> input : leased.launch().inputFiles().entrySet()) {
      Path file = SafePath.of(input.getKey()).under(folder);
      Files.createDirectories(file.getParent());
      server.download(input.getValue(), file);
    }
    Files.write(folder.resolve("task.json"), Json.bytes(leased.launch().task()));
  }

  /** Empty where the child ended well. */
  private Optional<Outcome> runChild(CompletableFuture<String> stop)
      throws IOException, InterruptedException {
    try (ChildProcess child = ChildProcess.start(leased.launch(), folder)) {
      LogSender log = LogSender.start(server, leased.token(), child.output());
      stop.thenRun(child::kill);
      boolean inTime = child.await(leased.timeout());
      child.kill();
      child.await(LAST_LINES);
      log.finish(LAST_LINES);
      if (stop.isDone()) {
        return Optional.of(new Outcome.Dropped(stop.join()));
      }
      if (!inTime) {
        return bad("The attempt took longer than its timeout of " + leased.timeout() + ".");
      }
      int code = child.exitCode();
      return code == 0 ? Optional.empty() : bad(describe(code));
    }
  }

  private static Optional<Outcome> bad(String error) {
    return Optional.of(new Outcome.Bad(error));
  }

  private static String describe(int code) {
    return code > 128
        ? "The process was killed by signal "
            + (code - 128)
            + (code == 137 ? "; it may have run out of memory." : ".")
        : "The process ended with exit code " + code + "; its log says why.";
  }

  /** What result.json says, its files stored and named by their digests. */
  private ObjectNode outputs() throws IOException, InterruptedException {
    ObjectNode outputs = Json.object();
    Path file = folder.resolve("result.json");
    if (!Files.exists(file)) {
      return outputs;
    }
    if (Files.size(file) > LARGEST_RESULT) {
      throw new RefusedException("result.json has more than 1 MiB; name large results as files");
    }
    JsonNode result = Json.parse(Files.readString(file));
    result.path("outputs").properties().forEach(e -> outputs.set(e.getKey(), e.getValue()));
    for (Map.Entry<String, JsonNode> named : result.path("files").properties()) {
      Path stored = SafePath.of(named.getValue().asText()).under(folder);
      outputs.set(named.getKey(), server.upload(stored));
    }
    return outputs;
  }

  /** Tries again while the server is away: the work is done, and a second telling does no harm. */
  private void complete(Outcome outcome) throws InterruptedException {
    for (int i = 1; i <= COMPLETE_TRIES; i++) {
      try {
        switch (outcome) {
          case Outcome.Good(JsonNode outputs) -> server.succeed(leased.token(), outputs);
          case Outcome.Bad(String error) -> server.fail(leased.token(), error);
          case Outcome.Dropped(String reason) ->
              LOG.info(() -> leased.run() + "/" + leased.task() + " dropped: " + reason);
        }
        return;
      } catch (RefusedException e) {
        LOG.log(Level.INFO, leased.run() + "/" + leased.task() + ": " + e.getMessage());
        return;
      } catch (IOException e) {
        LOG.log(Level.FINE, "could not complete", e);
        Thread.sleep(TROUBLE);
      }
    }
  }
}
