package dev.loopline.cli.registry;

import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline models at}: what was in production at a moment. */
@Command(
    name = "at",
    description = "Says which versions were in production, or another stage, at a moment.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline models at hotel.cancellation 2026-07-01T12:00:00Z",
      "  loopline models at hotel.cancellation 2016-11-01T00:00:00Z --clock event --stage Staging"
    })
final class ModelAtCommand implements Callable<Integer> {
  private static final List<Column> COLUMNS =
      List.of(
          Column.number("VERSION", "version"),
          Column.text("STAGE", "stage"),
          Column.text("SINCE", "since"),
          Column.text("UNTIL", "until"),
          Column.text("IN EVENT TIME SINCE", "eventSince"),
          Column.text("UNTIL", "eventUntil"));

  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  String model = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TIME",
      description = "Such as 2026-07-01T12:00:00Z. Default: now.")
  @Nullable String time;

  @Option(names = "--stage", paramLabel = "STAGE", description = "Default: Production.")
  @Nullable String stage;

  @Option(
      names = "--clock",
      paramLabel = "CLOCK",
      description = "wall, or event for the product's event time. Default: wall.")
  @Nullable String clock;

  @Override
  public Integer call() {
    try (LooplineClient client = remote.connect()) {
      printer.list(
          Slice.ofPage(
              client.get(
                  Registry.model(model, "production")
                      .with("at", time)
                      .with("stage", stage)
                      .with("clock", clock)
                      .toString())),
          COLUMNS);
    }
    return 0;
  }
}
