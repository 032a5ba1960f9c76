package dev.loopline.cli;

import dev.loopline.cli.explore.GcCommand;
import dev.loopline.cli.explore.LineageCommand;
import dev.loopline.cli.explore.SearchCommand;
import dev.loopline.cli.mlflow.ImportCommand;
import dev.loopline.cli.pipelines.PipelinesCommand;
import dev.loopline.cli.registry.ModelsCommand;
import dev.loopline.cli.registry.WebhooksCommand;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.tracking.ExperimentsCommand;
import dev.loopline.cli.tracking.RunsCommand;
import dev.loopline.cli.tracking.TracesCommand;
import dev.loopline.client.RefusedException;
import dev.loopline.client.UnreachableException;
import java.util.List;
import java.util.Optional;

/** All verbs that talk to a server, and what their failures say. */
public final class RemoteVerbs {
  private RemoteVerbs() {}

  /** The verbs, each annotated with its name. */
  public static List<Class<?>> all() {
    return List.of(
        ImportCommand.class,
        ExperimentsCommand.class,
        RunsCommand.class,
        ModelsCommand.class,
        PipelinesCommand.class,
        SearchCommand.class,
        LineageCommand.class,
        GcCommand.class,
        WebhooksCommand.class,
        TracesCommand.class);
  }

  /** The one sentence for a failure that is not ours; empty for one that is. */
  public static Optional<String> explain(Exception error) {
    return switch (error) {
      case CommandFailed failed -> Optional.ofNullable(failed.getMessage());
      case RefusedException refused -> Optional.ofNullable(refused.getMessage());
      case UnreachableException unreachable -> Optional.ofNullable(unreachable.getMessage());
      default -> Optional.empty();
    };
  }
}
