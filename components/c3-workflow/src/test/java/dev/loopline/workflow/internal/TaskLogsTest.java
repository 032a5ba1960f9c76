package dev.loopline.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskLogsTest {
  private static final TaskDao.Key TASK = new TaskDao.Key("run_1", "train");

  @TempDir Path folder;

  @Test
  void ofALogThatIsTooLongTheBeginningAndTheEndAreKept() {
    TaskLogs logs = new TaskLogs(folder, 1_000, 500);
    for (int i = 0; i < 10_000; i++) {
      logs.append(TASK, List.of("line " + i));
    }
    String log = logs.read(TASK);

    assertThat(log).startsWith("line 0\n").contains("left out").endsWith("line 9999\n");
    assertThat(log.length()).isBetween(1_500, 2_200);
  }

  @Test
  void aLogThatCannotBeWrittenFailsNobody() throws Exception {
    Files.writeString(folder.resolve("run_1"), "a file where the folder should be");
    TaskLogs logs = new TaskLogs(folder);
    logs.append(TASK, List.of("lost"));

    assertThat(logs.read(TASK)).isEmpty();
  }
}
