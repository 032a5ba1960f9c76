package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.Paging;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.cli.remote.Wanted;
import dev.loopline.client.LooplineClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loopline traces}: what applications of language models did. */
@Command(
    name = "traces",
    description = "Traces of applications of language models: lists and shows them.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  loopline traces list --experiment assistant"})
public final class TracesCommand {
  private static final String TRACES = "/api/3.0/mlflow/traces";
  private static final int PAGE = 500;
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("ID", "trace_id"),
          Column.text("STATE", "state"),
          Column.text("AT", "request_time"),
          Column.text("TOOK", "execution_duration"),
          Column.text("REQUEST", "request_preview"),
          Column.text("RESPONSE", "response_preview"));

  @Command(
      name = "list",
      description = "Lists traces of experiments, the newest first.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  loopline traces list --experiment assistant --query \"status = 'ERROR'\" --json"
      })
  int list(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Mixin Paging paging,
      @Mixin InExperiments in,
      @Mixin Wanted wanted) {
    try (LooplineClient client = remote.connect()) {
      List<String> ids = in.ids(new Tracking(client));
      printer.list(
          paging.read(
              (cursor, limit) ->
                  Slice.ofMlflow(
                      client.post(TRACES + "/search", asked(ids, wanted.query(), cursor, limit)),
                      "traces",
                      trace -> trace)),
          COLUMNS);
    }
    return 0;
  }

  private static ObjectNode asked(
      List<String> ids, @Nullable String query, @Nullable String cursor, int limit) {
    ObjectNode asked = Printer.object();
    var locations = asked.putArray("locations");
    ids.forEach(
        id ->
            locations
                .addObject()
                .put("type", "MLFLOW_EXPERIMENT")
                .putObject("mlflow_experiment")
                .put("experiment_id", id));
    asked.put("max_results", Math.min(limit, PAGE));
    if (query != null) {
      asked.put("filter", query);
    }
    return cursor == null ? asked : asked.put("page_token", cursor);
  }

  @Command(
      name = "show",
      description = "Shows a trace with its spans, as JSON.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline traces show tr-0123456789abcdef0123456789abcdef"})
  int show(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Parameters(paramLabel = "TRACE", description = "Its id.") String id) {
    try (LooplineClient client = remote.connect()) {
      JsonNode trace =
          client.get(Address.of(TRACES + "/get").with("trace_id", id).toString()).path("trace");
      printer.json(trace);
    }
    return 0;
  }
}
