package dev.loopline.server.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.kernel.json.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CrossReferencesTest {
  private final Map<String, String> files =
      new TreeMap<>(
          Map.of(
              "product.yaml",
              "name: hotel\ndata: {fields: [adr]}\n",
              "features/bookings.yaml",
              "sources: [{name: bookings, columns: {id: string, adr: number}}]\n"
                  + "views: [{name: booking}]\n",
              "serving.yaml",
              "endpoints:\n  - {name: cancellation, view: booking, model: hotel.cancellation}\n",
              "monitoring.yaml",
              "monitors: [{name: m, endpoint: cancellation}]\n",
              "pipelines/training.yaml",
              """
              name: training
              on:
                - {event: monitoring.drift.detected, when: {endpoint: cancellation}}
              tasks:
                - {id: a, uses: training-set, with: {view: booking}}
                - {id: b, uses: register, with: {model: hotel.cancellation}}
                - {id: c, uses: challenge, with: {endpoint: cancellation}}
              """));

  @Test
  void namesThatAreDeclaredOnceAndUsedRightlyAreFine() {
    assertThat(found()).isEmpty();
    edit("pipelines/training.yaml", "view: booking", "view: '${parameters.view}'");
    assertThat(found()).isEmpty();
  }

  @Test
  void aNameThatNobodyDeclaresIsSaidWhereItIsUsed() {
    edit("serving.yaml", "view: booking, model: hotel.cancellation", "view: bokings, model: x");
    edit("pipelines/training.yaml", "{endpoint: cancellation}}\ntasks", "{endpoint: c}}\ntasks");
    edit("pipelines/training.yaml", "view: booking}", "view: bookings}");
    edit("monitoring.yaml", "endpoint: cancellation", "endpoint: other");
    edit("product.yaml", "[adr]", "[adr, rate]");

    assertThat(found())
        .containsExactlyInAnyOrder(
            "serving.yaml:2: endpoints.0.view: there is no view 'bokings'. Did you mean 'booking'?"
                + " There is: booking.",
            "serving.yaml:2: endpoints.0.model: there is no model 'x'. There is:"
                + " hotel.cancellation.",
            "product.yaml:2: data.fields.1: there is no column in any source 'rate'. There is:"
                + " adr, id.",
            "pipelines/training.yaml:5: tasks.0.with.view: there is no view 'bookings'. Did you"
                + " mean 'booking'? There is: booking.",
            "pipelines/training.yaml:7: tasks.2.with.endpoint: there is no monitor of endpoint"
                + " 'cancellation'. There is: other.",
            "pipelines/training.yaml:3: on.0.when.endpoint: there is no endpoint 'c'. There is:"
                + " cancellation.");
  }

  @Test
  void aNameThatIsDeclaredTwiceIsSaidWithBothPlaces() {
    files.put("pipelines/other.yaml", "tasks: []\nname: training\n");
    files.put("features/more.yaml", "sources: []\nviews: [{name: booking}]\n");

    assertThat(found())
        .containsExactlyInAnyOrder(
            "pipelines/training.yaml:1: name: a pipeline 'training' is declared already, at"
                + " pipelines/other.yaml:2; rename one.",
            "features/more.yaml:2: views.0.name: a view 'booking' is declared already, at"
                + " features/bookings.yaml:2; rename one.");
  }

  @Test
  void filesThatNobodyReadsAreSaidWithTheNameThatIsRead() {
    for (String path : List.of("serving.yml", "pipelines/sub/x.yaml", "pipeline.yaml")) {
      files.put(path, "{}");
    }
    assertThat(found())
        .containsExactlyInAnyOrder(
            "serving.yml:1: it is not read under this name; rename it to serving.yaml.",
            "pipelines/sub/x.yaml:1: folders are not read here; move it to pipelines/x.yaml.",
            "pipeline.yaml:1: it is not read here; move it to pipelines/pipeline.yaml.");
  }

  private void edit(String file, String from, String to) {
    String before = files.get(file);
    assertThat(before).contains(from);
    files.put(file, before.replace(from, to));
  }

  private List<String> found() {
    List<YamlDocument> documents = new ArrayList<>();
    Set<String> paths = new TreeSet<>(files.keySet());
    files.forEach((path, text) -> documents.add(Yaml.parse(path, text)));
    return new CrossReferences().check(paths, documents).stream().map(Violation::toString).toList();
  }
}
