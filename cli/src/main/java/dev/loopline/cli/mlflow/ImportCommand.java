package dev.loopline.cli.mlflow;

import picocli.CommandLine.Command;

/** {@code loopline import}: copies from elsewhere. */
@Command(
    name = "import",
    description = "Copies what another server holds into a running Loopline.",
    mixinStandardHelpOptions = true,
    subcommands = ImportMlflowCommand.class,
    footerHeading = "%nExamples:%n",
    footer = {"  loopline import mlflow --from http://mlflow.example:5000 --dry-run"})
public final class ImportCommand {}
