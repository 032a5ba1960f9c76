package dev.loopline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.search.table.TableSearch;
import dev.loopline.testkit.Asked;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.assembly.WorkflowFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunsFoundTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void runsAreFoundByWhereTheyAndTheirTasksStand(Engine engine) throws Exception {
    try (WorkflowFixture fixture =
        new WorkflowFixture(
            engine,
            folder,
            WorkflowFixture.step("good", context -> Map.of()),
            WorkflowFixture.step(
                "bad",
                context -> {
                  throw new IllegalStateException("the column adr is missing");
                }))) {
      fixture.apply(
          "name: train\ntasks:\n  - {id: a, uses: good}\n  - {id: b, uses: bad, needs: [a]}\n",
          "name: score\ntasks:\n  - {id: a, uses: good}\n");
      RunId failed = fixture.start("train");
      fixture.awaitEnd(failed);
      fixture.clock.advance(Duration.ofHours(1));
      RunId scored = fixture.start("score");
      fixture.awaitEnd(scored);
      TableSearch search = WorkflowFactory.search(fixture.kernel);
      Asked runs = new Asked(search.kind(), search::page);

      assertThat(runs.rows("", "pipeline, state, tasks.b, actor"))
          .containsExactly("score SUCCEEDED - ana", "train FAILED FAILED ana");
      assertThat(runs.rows("tasks.a = 'SUCCEEDED' and tasks.b = 'FAILED'", "id"))
          .containsExactly(failed.value());
      assertThat(runs.rows("error ilike '%COLUMN adr%'", "id, error"))
          .singleElement()
          .asString()
          .startsWith(failed.value())
          .contains("the column adr is missing");
      assertThat(runs.rows("start_time > '2026-01-01T00:30:00Z' and not duration > 1h", "pipeline"))
          .containsExactly("score");
      assertThat(runs.hrefs("pipeline = 'train'"))
          .containsExactly("/products/hotel/pipeline-runs/" + failed);
    }
  }
}
