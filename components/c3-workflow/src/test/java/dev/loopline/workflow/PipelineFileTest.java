package dev.loopline.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import dev.loopline.workflow.spi.StepType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PipelineFileTest {
  private static final StepType TRAIN =
      new InProcessStep() {
        @Override
        public String name() {
          return "train";
        }

        @Override
        public JsonNode parameterSchema() {
          return Json.parse(
              """
              {"type": "object", "required": ["data"],
               "properties": {"data": {"type": "string"}, "trees": {"type": "integer"}}}
              """);
        }

        @Override
        public List<String> validate(JsonNode parameters) {
          return parameters.path("data").asText().isBlank()
              ? List.of("train needs data; name its digest.")
              : List.of();
        }

        @Override
        public StepResult run(StepContext context) {
          return StepResult.none();
        }
      };
  private final PipelineFile file = new PipelineFile(Map.of("train", TRAIN));

  @Test
  void aPipelineIsReadWithItsDefaults() {
    PipelineSpec spec =
        file.read(
            Yaml.parse(
                "pipelines/training.yaml",
                """
                name: training
                on:
                  - event: monitoring.drift.detected
                    when: {endpoint: cancellation}
                  - every: P1M
                parameters: {trees: 100}
                tasks:
                  - id: prepare
                    uses: train
                    with: {data: x}
                  - id: train
                    needs: [prepare]
                    uses: train
                    with: {data: "${tasks.prepare.outputs.digest}", trees: "${parameters.trees}"}
                    retry: {attempts: 3, backoff: PT2S}
                    timeout: PT10M
                """));

    assertThat(spec.concurrency()).isEqualTo(PipelineSpec.Concurrency.SKIP);
    assertThat(spec.on()).hasSize(2);
    assertThat(spec.tasks().get(0).attempts()).isEqualTo(1);
    assertThat(spec.tasks().get(0).timeout()).isEqualTo(Duration.ofHours(1));
    assertThat(spec.tasks().get(1).backoff()).isEqualTo(Duration.ofSeconds(2));
    assertThat(Json.tree(Json.read(Json.write(spec), PipelineSpec.class)).toString())
        .isEqualTo(Json.tree(spec).toString());
  }

  @Test
  void whatIsWrongIsSaidWithItsLineAndTheRemedy() {
    assertThat(
            messages(
                """
                name: training
                on:
                  - every: fortnightly
                parameters: {trees: 100}
                tasks:
                  - id: prepare
                    uses: trian
                  - id: train
                    needs: [prepair]
                    uses: train
                    with: {data: "${parameters.tress}", trees: many}
                    timeout: ten
                  - id: last
                    uses: train
                    with: {data: "${tasks.train.outputs.x}", x: "${run.commt}", y: "${event.z}"}
                  - id: bare
                    uses: train
                """))
        .containsExactly(
            "p.yaml:3: on.0.every: every: 'fortnightly' is neither 'monthly' nor an ISO-8601 period"
                + " of a minute or more such as P7D or P1M; months are not mixed with days.",
            "p.yaml:7: tasks.0.uses: there is no step 'trian'. Did you mean 'train'? There is:"
                + " train.",
            "p.yaml:9: tasks.1.needs.0: there is no task 'prepair'. Did you mean 'prepare'? There"
                + " is: bare, last, prepare, train.",
            "p.yaml:11: tasks.1.with.trees: train: with.trees: string found, integer expected",
            "p.yaml:11: tasks.1.with.data: ${parameters.tress}: there is no parameter 'tress'. Did"
                + " you mean 'trees'? There is: trees.",
            "p.yaml:12: tasks.1.timeout: 'ten' is no positive ISO-8601 duration of at most 30 days"
                + " such as PT10M.",
            "p.yaml:15: tasks.2.with.data: ${tasks.train.outputs.x}: 'train' does not run before"
                + " 'last'; add it to the task's needs.",
            "p.yaml:15: tasks.2.with.x: ${run.commt}: a run has no such field. Did you mean"
                + " 'commit'? There is: commit, eventTime, id, product, slot, trigger.",
            "p.yaml:15: tasks.2.with.y: ${event.z}: templates know ${parameters.<name>},"
                + " ${run.<field>} and ${tasks.<id>.outputs.<name>}.",
            "p.yaml:16: tasks.3.with: train: with: required property 'data' not found",
            "p.yaml:16: tasks.3.with: train needs data; name its digest.");
  }

  @Test
  void hugeDurationsAndOthersStepsAreRefused() {
    StepType internal =
        new InProcessStep() {
          @Override
          public String name() {
            return "promotion.deploy";
          }

          @Override
          public boolean isInternal() {
            return true;
          }

          @Override
          public StepResult run(StepContext context) {
            return StepResult.none();
          }
        };
    PipelineFile both = new PipelineFile(Map.of("train", TRAIN, "promotion.deploy", internal));
    String yaml =
        """
        name: p
        tasks:
          - id: a
            uses: promotion.deploy
            timeout: P200000000000D
            retry: {attempts: 2, backoff: P31D}
        """;

    assertThat(both.validate(Yaml.parse("p.yaml", yaml)).stream().map(Violation::toString))
        .containsExactly(
            "p.yaml:4: tasks.0.uses: there is no step 'promotion.deploy'. There is: train.",
            "p.yaml:5: tasks.0.timeout: 'P200000000000D' is no positive ISO-8601 duration of at"
                + " most 30 days such as PT10M.",
            "p.yaml:6: tasks.0.retry.backoff: 'P31D' is no positive ISO-8601 duration of at most"
                + " 30 days such as PT10M.");
  }

  @Test
  void schedulesThatNeverCameOrWereNowhereAreRefused() {
    assertThat(
            messages(
                """
                name: p
                on:
                  - {cron: "0 25 * * *"}
                  - {cron: "0 3 * *"}
                  - {cron: "0 0 30 2 *"}
                  - {cron: "0 0 * * FRI-TUE"}
                  - {cron: "@fortnightly", timeZone: Europe/Berln}
                  - {every: P1D, timeZone: UTC, catchUp: last}
                  - {cron: "@daily", clock: wall, when: {a: 1}}
                  - {every: PT1H, clock: wall, catchUp: all}
                tasks: [{id: a, uses: train, with: {data: "${run.slot}"}}]
                """))
        .containsExactly(
            "p.yaml:3: on.0.cron: cron: '0 25 * * *': the hour '25' is not of 0 to 23, nor a range"
                + " such as 0-23, *, or either with a step such as */2. Write five fields such as"
                + " '0 3 * * 1-5', or @daily.",
            "p.yaml:4: on.1.cron: cron: '0 3 * *': it has 4 fields; five are needed: minute, hour,"
                + " day of the month, month, day of the week (no seconds, no years). Write five"
                + " fields such as '0 3 * * 1-5', or @daily.",
            "p.yaml:5: on.2.cron: cron: '0 0 30 2 *': no day is ever like that, as 30 February is"
                + " not. Write five fields such as '0 3 * * 1-5', or @daily.",
            "p.yaml:6: on.3.cron: cron: '0 0 * * FRI-TUE': the day of the week 'FRI-TUE' goes"
                + " backwards; write it as two ranges with a comma. Write five fields such as"
                + " '0 3 * * 1-5', or @daily.",
            "p.yaml:7: on.4.cron: cron: '@fortnightly': it is not one of @hourly, @daily, @weekly,"
                + " @monthly, @yearly. Write five fields such as '0 3 * * 1-5', or @daily.",
            "p.yaml:7: on.4.timeZone: timeZone: there is no time zone 'Europe/Berln'. Did you mean"
                + " 'Europe/Berlin'?",
            "p.yaml:8: on.5.timeZone: timeZone: only cron is told by a zone's clock; remove it.",
            "p.yaml:8: on.5.catchUp: catchUp: only schedules by the wall clock miss slots: cron, or"
                + " every with 'clock: wall'.",
            "p.yaml:9: on.6.when: when: only an event has data; remove it.",
            "p.yaml:9: on.6.clock: clock: belongs to every; remove it.",
            "p.yaml:10: on.7.catchUp: catchUp: all slots are made up for one after the other, but"
                + " 'concurrency: skip' lets only one run be under way and drops others; declare"
                + " 'concurrency: queue'.");
    assertThat(messages("name: p\ntasks: [{id: a, uses: train, with: {data: \"${run.slot}\"}}]\n"))
        .containsExactly(
            "p.yaml:2: tasks.0.with.data: ${run.slot}: only a schedule by the wall clock has slots;"
                + " declare cron under on.");
  }

  @Test
  void pipelinesThatStartEachOtherForEverAreRefused() {
    assertThat(together("a: {after: {pipeline: b}}", "b: {after: {pipeline: c, state: failed}}"))
        .containsExactly(
            "b.yaml:2: on.0: there is no pipeline 'c'. Did you mean 'a'? There is: a," + " b.");
    assertThat(
            together(
                "a: {after: {pipeline: b}}",
                "b: {event: workflow.task.failed, when: {pipeline: c}}",
                "c: {after: {pipeline: a}}",
                "d: {after: {pipeline: a}}"))
        .containsExactly(
            "a.yaml:2: on.0: the pipelines start each other for ever: a → c → b → a; remove one of"
                + " these triggers.");
    assertThat(together("a: {event: workflow.run.failed}"))
        .containsExactly(
            "a.yaml:2: on.0: the pipeline hears of its own runs, and so starts itself for ever; add"
                + " 'when: {pipeline: …}' with another's name.");
    assertThat(
            together(
                "a: {cron: '@daily'}", "b: {after: {pipeline: a}}", "c: {after: {pipeline: b}}"))
        .isEmpty();
  }

  /** What is wrong with pipelines of one trigger each, together. */
  private List<String> together(String... triggers) {
    return file
        .validateAll(
            Stream.of(triggers)
                .map(
                    t ->
                        Yaml.parse(
                            t.charAt(0) + ".yaml",
                            "name: %s\non: [%s]\ntasks: [{id: a, uses: train, with: {data: x}}]\n"
                                .formatted(t.charAt(0), t.substring(3))))
                .toList())
        .stream()
        .map(Violation::toString)
        .toList();
  }

  @Test
  void aCycleIsShownAsItRuns() {
    assertThat(
            messages(
                """
                name: training
                tasks:
                  - {id: a, uses: train, with: {data: x}}
                  - {id: b, uses: train, with: {data: x}, needs: [a, d]}
                  - {id: c, uses: train, with: {data: x}, needs: [b]}
                  - {id: d, uses: train, with: {data: x}, needs: [c]}
                """))
        .containsExactly(
            "p.yaml:4: tasks.1.needs: the tasks wait for each other: b → d → c → b; remove one of"
                + " these needs.");
  }

  @Test
  void whatTheSchemaForbidsIsRefusedFirst() {
    assertThat(messages("name: Training\ntasks: [{id: a, use: train}]\n"))
        .hasSize(3)
        .allSatisfy(m -> assertThat(m).startsWith("p.yaml:"));
    assertThatThrownBy(() -> file.read(Yaml.parse("p.yaml", "name: x\n")))
        .isInstanceOfSatisfying(
            LooplineException.class,
            e -> assertThat(e.code()).isEqualTo(WorkflowError.PIPELINE_INVALID))
        .hasMessageContaining("p.yaml:1: ");
  }

  private List<String> messages(String yaml) {
    return file.validate(Yaml.parse("p.yaml", yaml)).stream().map(Violation::toString).toList();
  }
}
