package dev.loopline.local;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.EventHead;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.server.Server;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loopline audit}: whether the event log is what was sealed. */
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
      description = {
        "Recomputes the log's hash chain and checks its head, with the server stopped. Exit code 1"
            + " where it was changed.",
        "It shows what somebody without audit.key changed, added or cut off. What somebody with the"
            + " key did, or the return to an older copy of everything, shows only against a head"
            + " that you kept elsewhere: --expect."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  loopline audit verify",
        "  loopline audit verify --data-dir /srv/loopline --json",
        "  loopline audit verify --expect 4711:9f86d081884c7d65…   a head printed or asked for before"
      })
  int verify(
      @Mixin ServerOptions options,
      @Option(
              names = "--expect",
              paramLabel = "POSITION:HASH",
              description =
                  "A head that the log once had (from this command, or GET /api/v1/events/head).")
          @Nullable String expect,
      @Option(names = "--json", description = "Answer as JSON.") boolean json) {
    Optional<EventHead> known = Optional.ofNullable(expect).map(EventHead::parse);
    if (Stream.of("audit.key", "loopline.db")
        .map(options.dataDirectory::resolve)
        .noneMatch(Files::exists)) {
      throw new LooplineException(
          KernelError.NOT_FOUND,
          "There is no Loopline data in "
              + options.dataDirectory.toAbsolutePath().normalize()
              + ". Name the right folder with --data-dir.");
    }
    Config config = options.load(Map.of());
    try (Kernel kernel =
        Kernel.open(Server.kernelOptions(options.dataDirectory, config), WallClock.system())) {
      EventHead head = kernel.events().sealedHead();
      Optional<String> wrong =
          kernel.events().verify().or(() -> known.flatMap(kernel.events()::contradicts));
      print(json, head, wrong);
      return wrong.isEmpty() ? 0 : 1;
    }
  }

  private static void print(boolean json, EventHead head, Optional<String> wrong) {
    if (json) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("events", head.position());
      answer.put("head", head.toString());
      answer.put("holds", wrong.isEmpty());
      wrong.ifPresent(w -> answer.put("problem", w));
      System.out.println(Json.write(answer));
    } else {
      System.out.println(
          wrong
              .map(w -> "The event log was tampered with: " + w + ".")
              .orElse(
                  "The event log holds: "
                      + head.position()
                      + " events, none changed. Its head is "
                      + head
                      + "."));
    }
  }
}
