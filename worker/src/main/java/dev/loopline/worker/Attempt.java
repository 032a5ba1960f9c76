package dev.loopline.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  private static final int TRIES = 60;
  private static final int LARGEST_RESULT = 1 << 20;
  private static final String RESULT = "result.json";
  private static final String NOT_ISOLATED =
      "[worker] not isolated: bubblewrap (bwrap) is not installed or not allowed on this machine, so"
          + " this process sees the machine's files and network";

  private final ServerCalls server;
  private final Leased leased;
  private final Path folder;
  private final Sandbox sandbox;

  Attempt(ServerCalls server, Leased leased, Path work, Sandbox sandbox) {
    this.server = server;
    this.leased = leased;
    this.sandbox = sandbox;
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
      prepare(stop);
      Optional<Outcome> ended = runChild(stop);
      return ended.isPresent() ? ended.get() : new Outcome.Good(outputs(stop));
    } catch (IOException | LooplineException | RefusedException e) {
      return stop.isDone()
          ? new Outcome.Dropped(stop.join())
          : new Outcome.Bad(String.valueOf(e.getMessage()));
    }
  }

  private void prepare(CompletableFuture<String> stop) throws IOException, InterruptedException {
    Launch launch = leased.launch();
    Files.createDirectories(folder);
    Digest source = launch.source();
    if (source != null) {
      Path archive = folder.resolveSibling(leased.token() + ".tar");
      try {
        download(source, archive, stop);
        SourceFiles.unpack(archive, folder);
      } finally {
        Files.deleteIfExists(archive);
      }
      // A repository may hold a file of that name, which is not this attempt's result.
      Files.deleteIfExists(folder.resolve(RESULT));
    }
    for (Map.Entry<String, Digest> input : launch.inputFiles().entrySet()) {
      Path file = SafePath.of(input.getKey()).under(folder);
      Files.createDirectories(file.getParent());
      download(input.getValue(), file, stop);
    }
    Files.write(folder.resolve("task.json"), Json.bytes(launch.task()));
  }

  private void download(Digest digest, Path file, CompletableFuture<String> stop)
      throws IOException, InterruptedException {
    trying(
        stop,
        () -> {
          server.download(digest, file);
          return file;
        });
  }

  /** A call that may be made twice. */
  @FunctionalInterface
  private interface ServerCall<T> {
    T make() throws IOException, InterruptedException;
  }

  /** Makes a call again while the server is away, until the attempt shall stop. */
  private static <T> T trying(CompletableFuture<String> stop, ServerCall<T> call)
      throws IOException, InterruptedException {
    for (int i = 1; ; i++) {
      try {
        return call.make();
      } catch (IOException e) {
        if (i == TRIES || stop.isDone()) {
          throw e;
        }
        LOG.log(Level.FINE, "the server is away; trying again", e);
        Thread.sleep(TROUBLE);
      }
    }
  }

  /** Empty where the child ended well. */
  private Optional<Outcome> runChild(CompletableFuture<String> stop)
      throws IOException, InterruptedException {
    try (ChildProcess child = ChildProcess.start(leased.launch(), folder, sandbox)) {
      List<String> first = sandbox.isolates() ? List.of() : List.of(NOT_ISOLATED);
      LogSender log = LogSender.start(server, leased.token(), child.output(), first);
      stop.thenRun(child::kill);
      boolean inTime = awaited(child);
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

  private boolean awaited(ChildProcess child) throws InterruptedException {
    if (!leased.launch().measure()) {
      return child.await(leased.timeout());
    }
    Machine machine = new Machine(folder, Proc.ofThisMachine());
    Environment told = new Environment(leased.launch(), sandbox);
    try (Measuring _ = Measuring.start(server, leased.token(), machine, child.handle(), told)) {
      return child.await(leased.timeout());
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
  private ObjectNode outputs(CompletableFuture<String> stop)
      throws IOException, InterruptedException {
    ObjectNode outputs = Json.object();
    Path file = folder.resolve(RESULT);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return outputs;
    }
    JsonNode result = Json.parse(text(own(RESULT)));
    result.path("outputs").properties().forEach(e -> outputs.set(e.getKey(), e.getValue()));
    for (Map.Entry<String, JsonNode> named : result.path("files").properties()) {
      Path stored = own(named.getValue().asText());
      outputs.set(named.getKey(), trying(stop, () -> server.upload(stored)));
    }
    return outputs;
  }

  /** A plain file that the child wrote: SafePath refuses links, and a pipe would never end. */
  private Path own(String name) {
    Path file = SafePath.of(name).under(folder);
    if (!Files.exists(file)) {
      throw new RefusedException("the file " + name + " is not there");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new RefusedException(
          name + " is no plain file; write a file there, and no pipe or folder");
    }
    return file;
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(LARGEST_RESULT + 1);
      if (bytes.length > LARGEST_RESULT) {
        throw new RefusedException("result.json has more than 1 MiB; name large results as files");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Tries again while the server is away: the work is done, and a second telling does no harm. */
  private void complete(Outcome outcome) throws InterruptedException {
    try {
      // Not stopped by a heartbeat's answer: whether the attempt is lost, this very call tells.
      trying(
          new CompletableFuture<>(),
          () -> {
            switch (outcome) {
              case Outcome.Good(JsonNode outputs) -> server.succeed(leased.token(), outputs);
              case Outcome.Bad(String error) -> server.fail(leased.token(), error);
              case Outcome.Dropped(String reason) ->
                  LOG.info(() -> leased.run() + "/" + leased.task() + " dropped: " + reason);
            }
            return outcome;
          });
    } catch (RefusedException | IOException e) {
      LOG.log(Level.INFO, leased.run() + "/" + leased.task() + ": " + e.getMessage());
    }
  }
}
