package dev.loopline.cli.registry;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline models alias}: names for versions. */
@Command(
    name = "alias",
    description = "Gives a version an alias, which another may lose by it, or takes an alias away.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline models alias forest best 3",
      "  loopline models alias forest best --delete"
    })
final class ModelAliasCommand implements Callable<Integer> {
  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  String model = "";

  @Parameters(index = "1", paramLabel = "ALIAS", description = "Letters, digits, - and _.")
  String alias = "";

  @Parameters(index = "2", arity = "0..1", paramLabel = "N", description = "The version's number.")
  @Nullable Integer version;

  @Option(names = "--delete", description = "Take the alias away.")
  boolean delete;

  @Override
  public Integer call() {
    if (delete == (version != null)) {
      throw new CommandFailed("Name the version that shall have the alias, or --delete.");
    }
    ObjectNode asked = Printer.object().put("name", model).put("alias", alias);
    try (LooplineClient client = remote.connect()) {
      String path = MLFLOW + "registered-models/alias";
      if (version == null) {
        client.send("DELETE", path, asked);
      } else {
        client.post(path, asked.put("version", version.toString()));
      }
      String now =
          version == null
              ? "Alias " + alias + " of " + model + " is gone."
              : "Alias " + alias + " of " + model + " names version " + version + ".";
      printer.done(now, new Registry(client).model(model));
    }
    return 0;
  }
}
