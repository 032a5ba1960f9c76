package dev.loopline.local;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.server.Server;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loopline audit}: what the event log can prove. */
@Command(
    name = "audit",
    description = "Checks the event log.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  loopline audit verify --data-dir /srv/loopline", "  loopline audit verify --json"})
final class AuditCommand {

  /** Recomputes the whole hash chain; exit code 1 where it does not hold. */
  @Command(
      name = "verify",
      description =
          "Recomputes the log's hash chain, with the server stopped. Exit code 1 where it was"
              + " changed.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  loopline audit verify",
        "  loopline audit verify --data-dir /srv/loopline --json"
      })
  int verify(
      @Mixin ServerOptions options,
      @Option(names = "--json", description = "Answer as JSON.") boolean json) {
    if (!Files.exists(options.dataDirectory.resolve("audit.key"))) {
      throw new LooplineException(
          KernelError.NOT_FOUND,
          "There is no Loopline data in "
              + options.dataDirectory.toAbsolutePath().normalize()
              + ". Name the right folder with --data-dir.");
    }
    Config config = options.load(Map.of());
    try (Kernel kernel =
        Kernel.open(Server.kernelOptions(options.dataDirectory, config), WallClock.system())) {
      long events = kernel.events().head();
      Optional<String> wrong = kernel.events().verify();
      print(json, events, wrong);
      return wrong.isEmpty() ? 0 : 1;
    }
  }

  private static void print(boolean json, long events, Optional<String> wrong) {
    if (json) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("events", events);
      answer.put("holds", wrong.isEmpty());
      wrong.ifPresent(w -> answer.put("problem", w));
      System.out.println(Json.write(answer));
    } else {
      System.out.println(
          wrong
              .map(w -> "The event log was tampered with: " + w + ".")
              .orElse("The event log holds: " + events + " events, none changed."));
    }
  }
}
