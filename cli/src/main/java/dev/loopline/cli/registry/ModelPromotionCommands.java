package dev.loopline.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Promotions: one asks with evidence, another decides. */
final class ModelPromotionCommands {
  private ModelPromotionCommands() {}

  /** What each of the steps is told. */
  private abstract static class Step implements Callable<Integer> {
    @Mixin Remote remote = new Remote();
    @Mixin Printer printer = new Printer();
    @Mixin Versioned of = new Versioned();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, in a sentence.")
    @Nullable String reason;

    @Option(
        names = "--evidence",
        paramLabel = "FILE",
        description = "What it rests on, as a JSON object in a file.")
    @Nullable Path evidence;

    /** Where it is asked for, and what it then is. */
    abstract String path();

    abstract String now();

    @Override
    public Integer call() {
      ObjectNode told = Printer.object();
      if (evidence != null && ModelCardCommand.read(evidence) instanceof ObjectNode read) {
        told.setAll(read);
      }
      if (reason != null) {
        told.put("reason", reason);
      }
      ObjectNode asked = Printer.object();
      asked.set("evidence", told);
      try (LooplineClient client = remote.connect()) {
        JsonNode version =
            client.post(Registry.version(of.model, of.version, path()).toString(), asked);
        printer.done(
            "The promotion of version " + of.version + " of " + of.model + " is " + now() + ".",
            version);
      }
      return 0;
    }
  }

  /** Asks. */
  @Command(
      name = "promote",
      description = "Asks for a version's promotion to production; somebody else approves it.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline models promote hotel.cancellation 3 --reason \"better by 2 points\""})
  static final class Promote extends Step {
    @Override
    String path() {
      return "promotion";
    }

    @Override
    String now() {
      return "asked for";
    }
  }

  /** Says yes. */
  @Command(
      name = "approve",
      description = "Approves a promotion that somebody else asked for.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline models approve hotel.cancellation 3 --reason \"seen the slices\""})
  static final class Approve extends Step {
    @Override
    String path() {
      return "promotion/approval";
    }

    @Override
    String now() {
      return "approved";
    }
  }

  /** Says no. */
  @Command(
      name = "refuse",
      description = "Refuses a promotion that was asked for.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline models refuse hotel.cancellation 3 --reason \"too few rows\""})
  static final class Refuse extends Step {
    @Override
    String path() {
      return "promotion/refusal";
    }

    @Override
    String now() {
      return "refused";
    }
  }
}
