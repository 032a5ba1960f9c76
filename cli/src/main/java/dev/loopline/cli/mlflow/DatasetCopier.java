package dev.loopline.cli.mlflow;

import static dev.loopline.cli.mlflow.Source.THIRD;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Copies evaluation datasets with their records, which MLflow 3 knows. */
final class DatasetCopier {
  private static final String KIND = "dataset";
  private static final String AT = THIRD + "datasets";
  private static final int PAGE = 100;
  private static final String LEFT_OUT =
      " of its records were left out: records that were made here have their inputs";
  private final Copying copying;
  private final Map<String, String> experiments = new HashMap<>();

  /**
   * @param experiments those that are copied
   */
  DatasetCopier(Copying copying, List<Copied> experiments) {
    this.copying = copying;
    experiments.forEach(e -> this.experiments.put(e.there(), e.here()));
  }

  void copy() {
    if (Knowledge.of(copying.tally(), "evaluation datasets", () -> page("", 1))
        == Knowledge.KNOWN) {
      Pages.each("datasets", token -> page(token, PAGE), this::copy);
      copying.workers().await();
    }
  }

  private JsonNode page(String token, int most) {
    ObjectNode asked = Printer.object().put("max_results", most);
    if (!copying.options().experiments().isEmpty()) {
      ArrayNode ids = asked.putArray("experiment_ids");
      experiments.keySet().stream().sorted().forEach(ids::add);
    }
    return copying
        .source()
        .post(AT + "/search", token.isEmpty() ? asked : asked.put("page_token", token));
  }

  private void copy(List<JsonNode> datasets, long before) {
    Map<String, String> states =
        copying
            .sink()
            .states(
                KIND,
                datasets.stream()
                    .map(DatasetCopier::id)
                    .filter(DatasetCopier::isId)
                    .distinct()
                    .toList());
    for (int i = 0; i < datasets.size(); i++) {
      JsonNode dataset = datasets.get(i);
      String said = states.getOrDefault(id(dataset), "");
      String what = Items.called("evaluation dataset", id(dataset), before + i + 1);
      copying.workers().run(() -> copy(what, dataset, said));
    }
  }

  private static String id(JsonNode dataset) {
    return dataset.path("dataset_id").asText();
  }

  private static boolean isId(String id) {
    return id.matches("d-[0-9a-f]{32}");
  }

  private void copy(String what, JsonNode dataset, String said) {
    try {
      Items.requireObject(dataset);
      Items.requireText("dataset_id", id(dataset));
      if (!isId(id(dataset))) {
        throw new SourceFailed(0, "its id is not d- and 32 hexadecimal digits");
      }
      ObjectNode body = Printer.object();
      body.set("experimentIds", experimentsOf(id(dataset)));
      body.set("dataset", dataset);
      String print = Fingerprint.of(body);
      if (said.equals(print) && !copying.options().again()) {
        copying.tally().add(Kind.DATASETS, Outcome.UNCHANGED);
      } else if (copying.options().dryRun()) {
        copying.tally().add(Kind.DATASETS, Outcome.COPIED);
      } else {
        write(what, body, print);
      }
    } catch (RuntimeException e) {
      // One broken dataset does not keep the others.
      copying.tally().failed(Kind.DATASETS, what, e);
    }
  }

  /** As they are called here; those that are not copied are left out. */
  private ArrayNode experimentsOf(String dataset) {
    ArrayNode here = Printer.object().putArray("ids");
    Items.list(
            copying.source().get(Address.of(AT).part(dataset).part("experiment-ids")),
            "experiment_ids")
        .valueStream()
        .map(there -> experiments.getOrDefault(there.asText(), ""))
        .filter(id -> !id.isEmpty())
        .forEach(here::add);
    return here;
  }

  private void write(String what, ObjectNode body, String print) {
    String id = id(body.path("dataset"));
    copying.sink().put(Sink.at("/datasets").part(id), body);
    int[] leftOut = {0};
    Pages.each(
        "records",
        token -> records(id, token),
        (records, before) -> leftOut[0] += put(id, records));
    if (leftOut[0] > 0) {
      copying.tally().add(Kind.RECORDS, Outcome.FAILED, leftOut[0]);
      copying.tally().problem(what, new SourceFailed(0, leftOut[0] + LEFT_OUT));
    } else {
      copying.sink().mark(KIND, id, print);
    }
    copying.tally().add(Kind.DATASETS, Outcome.COPIED);
  }

  /** MLflow sends a page of records as a text within its message. */
  private JsonNode records(String dataset, String token) {
    JsonNode answer =
        copying
            .source()
            .get(
                Address.of(AT)
                    .part(dataset)
                    .part("records")
                    .with("max_results", PAGE)
                    .with("page_token", token));
    ObjectNode page = Printer.object();
    page.set("records", parsed(answer.path("records").asText("[]")));
    return page.put("next_page_token", answer.path("next_page_token").asText(""));
  }

  private static JsonNode parsed(String records) {
    try {
      return Source.JSON.readTree(records);
    } catch (JsonProcessingException e) {
      throw new SourceFailed(0, "its records are no JSON");
    }
  }

  /** How many were left out. */
  private int put(String dataset, List<JsonNode> records) {
    ObjectNode body = Printer.object();
    records.forEach(body.putArray("records")::add);
    JsonNode made = copying.sink().post(Sink.at("/datasets").part(dataset).part("records"), body);
    copying.tally().add(Kind.RECORDS, Outcome.COPIED, made.path("taken").asInt());
    return made.path("leftOut").asInt();
  }
}
