package dev.loopline.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
  private static final Setting<Integer> PORT =
      Setting.integer("server.port", 8080, 0, 65535, "The port.");
  private static final Setting<String> HOST = Setting.text("server.host", "127.0.0.1", "The host.");

  @TempDir Path folder;

  @Test
  void flagsBeatTheEnvironmentWhichBeatsTheFileWhichBeatsDefaults() throws IOException {
    Optional<Path> file =
        Optional.of(
            Files.writeString(folder.resolve("c.yaml"), "server:\n  port: 1\n  host: file\n"));

    assertThat(load(Optional.empty(), Map.of(), Map.of()).get(PORT)).isEqualTo(8080);
    assertThat(load(file, Map.of(), Map.of()).get(PORT)).isEqualTo(1);
    Config all = load(file, Map.of("LOOPLINE_SERVER_PORT", "2"), Map.of("server.port", "3"));
    assertThat(all.get(PORT)).isEqualTo(3);
    assertThat(all.get(HOST)).isEqualTo("file");
  }

  @Test
  void unknownKeysAreRefusedWithTheNearestKnownOne() {
    assertThatThrownBy(() -> load(Optional.empty(), Map.of(), Map.of("server.prot", "1")))
        .hasMessage("Unknown setting server.prot. Did you mean server.port?");
    assertThatThrownBy(() -> load(Optional.empty(), Map.of("LOOPLINE_SERVER_HOTS", "x"), Map.of()))
        .hasMessageContaining("Did you mean LOOPLINE_SERVER_HOST?");
  }

  @Test
  void aValueThatDoesNotFitSaysWhatWould() {
    assertThatThrownBy(() -> load(Optional.empty(), Map.of(), Map.of("server.port", "many")))
        .hasMessage(
            "server.port (from --set) is 'many', but must be a whole number from 0 to 65535.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          - server.port: 1         | yaml:1: settings are a mapping
          just words               | yaml:1: settings are a mapping
          server:\\n  host: [a, b] | yaml:2: server.host is a list; write one value, or several
          server:\\n  host:        | yaml:2: server.host has no value; write one, or leave the key out.
          server.port: 1\\nserver:\\n  port: 2 | yaml:3: server.port stands here twice.
          server:\\n  prot: 1      | Unknown setting server.prot (
          server:\\n  port: many   | yaml:2) is
          """)
  void aFileThatDoesNotFitIsNamedWithItsLine(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("settings.yaml"), text.replace("\\n", "\n"));
    assertThatThrownBy(() -> load(Optional.of(file), Map.of(), Map.of()))
        .isInstanceOf(LooplineException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void anEmptyFileSetsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("settings.yaml"), "# nothing yet\n");
    assertThat(load(Optional.of(file), Map.of(), Map.of()).get(PORT)).isEqualTo(8080);
  }

  private static Config load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    return Config.load(List.of(PORT, HOST), file, environment, Set.of(), flags);
  }
}
