package dev.loopline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
  @TempDir Path folder;

  @Test
  void aReportReplacesTheFormerOneAndLeavesNothingBeside() throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "old");
    ReportFile.requireWritable(file);
    assertThat(file).hasContent("old");

    ReportFile.write(file, Json.object().put("seconds", 1));

    assertThat(Json.parse(Files.readString(file)).path("seconds").asInt()).isEqualTo(1);
    assertThat(folder).isDirectoryContaining(f -> f.equals(file));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsRefusedBeforehand() {
    assertThatThrownBy(() -> ReportFile.requireWritable(folder))
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(() -> ReportFile.requireWritable(folder.resolve("none/report.json")))
        .hasMessageContaining("The report cannot be written to");
  }
}
