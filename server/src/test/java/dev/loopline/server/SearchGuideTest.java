package dev.loopline.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.config.Config;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import dev.loopline.testkit.TestServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/search.md} against a running server: every example is run, every kind described. */
class SearchGuideTest {
  private static final Path GUIDE = Path.of("../docs/search.md");
  private static final String KINDS = "## What can be searched\n";

  @TempDir Path folder;

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Server start() {
    return Server.start(
        folder.resolve("data"),
        Config.load(
            Settings.all(),
            Optional.empty(),
            Map.of(),
            Set.of(),
            Map.of("server.port", "0", "worker.slots", "0")));
  }

  @Test
  void everyExampleOfTheGuideRuns() throws IOException {
    try (Server server = start()) {
      Http http = new Http(server.url());
      String kind = "runs";
      String block = "";
      String wrong = "";
      int ran = 0;
      for (String line : Files.readAllLines(GUIDE)) {
        if (line.startsWith("### ")) {
          kind = line.substring(4);
        } else if (line.startsWith("```")) {
          block = line.substring(3);
        } else if (block.equals("sql") && !line.startsWith("--")) {
          for (String what : List.of("", "/count")) {
            Http.Answer answer = http.get("/api/v1/search/" + kind + what + "?q=" + url(line));
            assertThat(answer.status()).as(line + ": " + answer.text()).isEqualTo(200);
          }
          ran++;
        } else if (block.equals("http")) {
          Http.Answer answer = http.get(line.substring("GET ".length()));
          assertThat(answer.status()).as(line + ": " + answer.text()).isEqualTo(200);
          ran++;
        } else if (block.equals("text") && line.startsWith("? ")) {
          wrong = line.substring(2);
        } else if (block.equals("text") && line.startsWith("! ")) {
          Http.Answer answer = http.get("/api/v1/search/" + kind + "?q=" + url(wrong));
          assertThat(answer.status()).as(wrong).isEqualTo(400);
          assertThat(answer.json().path("detail").asText()).isEqualTo(line.substring(2));
          ran++;
        }
      }
      assertThat(ran).isGreaterThan(35);
    }
  }

  @Test
  void theGuideDescribesEveryKindAsTheServerDoes() throws IOException {
    try (Server server = start()) {
      String described = described(new Http(server.url()).get("/api/v1/search").json());
      Files.writeString(Path.of("target/search-kinds.md"), described);
      String guide = Files.readString(GUIDE);

      assertThat(guide.substring(guide.indexOf(KINDS) + KINDS.length()))
          .as("docs/search.md: write behind that headline what target/search-kinds.md says")
          .isEqualTo("\n" + described);
    }
  }

  private static String described(JsonNode kinds) {
    StringBuilder page = new StringBuilder();
    for (JsonNode kind : kinds.path("kinds")) {
      page.append(page.isEmpty() ? "### " : "\n### ").append(kind.path("name").asText());
      page.append("\n\n").append(kind.path("about").asText());
      page.append(" Usual order: `").append(kind.path("order").asText()).append("`.\n\n```sql\n");
      for (JsonNode example : kind.path("examples")) {
        page.append("-- ").append(example.path("finds").asText()).append('\n');
        page.append(example.path("query").asText()).append('\n');
      }
      page.append("```\n\n| column | type | |\n|---|---|---|\n");
      for (JsonNode column : kind.path("columns")) {
        page.append("| `").append(column.path("name").asText()).append("` | ");
        page.append(column.path("type").asText()).append(" | ");
        page.append(column.path("about").asText());
        String values = joined(column.path("values"));
        page.append(values.isEmpty() ? "" : ": " + values);
        String aliases = joined(column.path("aliases"));
        page.append(aliases.isEmpty() ? "" : "; also " + aliases).append(" |\n");
      }
    }
    return page.toString();
  }

  private static String joined(JsonNode texts) {
    StringBuilder joined = new StringBuilder();
    texts.forEach(
        t -> joined.append(joined.isEmpty() ? "`" : ", `").append(t.asText()).append('`'));
    return joined.toString();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void everyColumnOfEveryKindIsComparedShownAndOrderedByOnBothEngines(Engine engine) {
    Kernel kernel =
        engine.kernel(
            folder,
            SettableClock.at("2026-01-01T00:00:00Z"),
            Platform.COMPONENTS.toArray(String[]::new));
    try (Platform platform = Platform.open(kernel);
        TestServer server = TestServer.start(platform.routes())) {
      Http http = server.http();
      JsonNode kinds = http.get("/api/v1/search").json().path("kinds");
      assertThat(kinds).hasSize(10);
      for (JsonNode kind : kinds) {
        String path = "/api/v1/search/" + kind.path("name").asText();
        for (JsonNode column : kind.path("columns")) {
          String name = column.path("name").asText().replace("*", "x");
          String value =
              switch (column.path("type").asText()) {
                case "text" -> "'x'";
                case "time" -> "'2026-01-01'";
                case "duration" -> "90s";
                default -> "1";
              };
          String asked = "NOT " + name + " = " + value + " AND " + name + " IS NOT NULL";
          String order = column.path("ordered").asBoolean() ? "&order=" + url(name + " DESC") : "";
          Http.Answer answer =
              http.get(path + "?product=hotel&q=" + url(asked) + "&columns=" + url(name) + order);
          assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(200);
          assertThat(answer.json().path("columns").get(0).path("name").asText()).isEqualTo(name);
        }
      }
    }
  }
}
