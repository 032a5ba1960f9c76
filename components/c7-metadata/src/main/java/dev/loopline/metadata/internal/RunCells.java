package dev.loopline.metadata.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.search.Hrefs;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.metadata.DatasetInput;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run tells in the columns of a search.
 *
 * @param experiments names by number
 */
record RunCells(Map<Long, String> experiments) {
  JsonNode of(SearchKind.Named column, Run run) {
    Object value =
        switch (RunField.of(column.field())) {
          case RunField.Logged logged -> logged(logged, run);
          case RunField.Attribute attribute -> attribute(attribute.name(), run.info());
          case RunField.OfDataset of -> ofDatasets(of.property(), run);
        };
    return value == null ? NullNode.getInstance() : Json.tree(value);
  }

  private static @Nullable Object logged(RunField.Logged logged, Run run) {
    return switch (logged.kind()) {
      case METRIC ->
          run.metrics().stream()
              .filter(m -> m.key().equals(logged.key()))
              .findFirst()
              .map(Metric::value)
              .orElse(null);
      case PARAM -> run.params().get(logged.key());
      case TAG -> run.tags().get(logged.key());
    };
  }

  private @Nullable Object attribute(RunField.Name name, RunInfo run) {
    Instant ended = run.endedAt();
    return switch (name) {
      case RUN_ID -> run.id();
      case RUN_NAME -> run.name();
      case STATUS -> run.status().name();
      case USER_ID -> run.user();
      case ARTIFACT_URI -> run.artifactUri();
      case START_TIME -> run.startedAt();
      case END_TIME -> ended;
      case DURATION ->
          ended == null ? null : (Long) Duration.between(run.startedAt(), ended).toMillis();
      case EXPERIMENT_ID -> run.experimentId();
      case EXPERIMENT -> experiments.get(run.experimentId());
      case PRODUCT -> product(run);
    };
  }

  private @Nullable String product(RunInfo run) {
    String name = experiments.get(run.experimentId());
    return name == null ? null : name.split("/", 2)[0];
  }

  /** Where the run is shown. */
  @Nullable String href(Run run) {
    String product = product(run.info());
    return product == null || product.isEmpty() ? null : Hrefs.of(product, "runs", run.id());
  }

  private static @Nullable String ofDatasets(String property, Run run) {
    String joined =
        run.inputs().stream()
            .flatMap(input -> of(property, input))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return joined.isEmpty() ? null : joined;
  }

  private static Stream<String> of(String property, DatasetInput input) {
    return switch (property) {
      case "name" -> Stream.of(input.dataset().name());
      case "digest" -> Stream.of(input.dataset().digest());
      default -> Stream.ofNullable(input.tags().get("mlflow.data.context"));
    };
  }
}
