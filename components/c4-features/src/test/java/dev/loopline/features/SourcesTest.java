package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.assembly.FeaturesFactory;
import dev.loopline.features.http.SourceFileRoutes;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SourcesTest {
  private static final String SMALL =
      """
      id,made_on,asked_type,given_type,kind,outcome,closed_on
      1,2026-01-01,A,A,x,1,2026-01-03
      2,2026-01-02,A,B,y,0,2026-01-09
      3,2026-01-03,B,B,NULL,1,2026-01-05
      4,2026-01-04,C,C,x,0,2026-01-20
      4,2026-01-04,C,C,x,0,2026-01-20
      """;
  private static final String SOURCE = "/api/v1/products/hotel/sources/export";

  @TempDir Path folder;
  private Kernel kernel;
  private Sources sources;
  private TestServer server;

  private Http start(Engine engine) {
    kernel = engine.kernel(folder, "features");
    sources = FeaturesFactory.open(kernel, name -> {});
    server = TestServer.start(SourceFileRoutes.routes(sources));
    return server.http();
  }

  @AfterEach
  void stop() {
    server.close();
    sources.close();
    kernel.close();
  }

  @ParameterizedTest
  @EnumSource
  void aSmallFileIsProfiled(Engine engine) {
    Http http = start(engine);
    http.put(SOURCE + "/files/small.csv", SMALL.getBytes(StandardCharsets.UTF_8));
    http.put(SOURCE + "/files/small.csv", SMALL.getBytes(StandardCharsets.UTF_8));
    assertThat(http.get(SOURCE).json().path("revision").asInt()).isEqualTo(1);

    JsonNode report =
        http.post(
                SOURCE + "/analysis",
                "{\"label\":\"outcome\",\"eventTime\":\"made_on\",\"knownAt\":\"closed_on\"}")
            .json();
    assertThat(report.path("rows").asInt()).isEqualTo(5);
    assertThat(report.path("duplicateRows").asInt()).isEqualTo(1);
    assertThat(column(report, "kind").path("missing").asInt()).isEqualTo(1);
    assertThat(column(report, "id").path("quantiles").get(3).asDouble()).isEqualTo(3);
    assertThat(report.path("lag").path("maxDays").asDouble()).isEqualTo(16);
    assertThat(report.path("suspects"))
        .anySatisfy(s -> assertThat(s.path("column").asText()).isEqualTo("closed_on"));
    assertThat(http.get(SOURCE + "/analysis").json()).isEqualTo(report);
  }

  @Test
  void whatIsNotAReadableFileIsRefusedAndTheFormerRevisionStays() throws IOException {
    Http http = start(Engine.SQLITE);
    http.put(SOURCE + "/files/small.csv", SMALL.getBytes(StandardCharsets.UTF_8));
    byte[] gzip = gzip(SMALL.repeat(50));

    for (Map.Entry<String, byte[]> bad :
        Map.of(
                "bad.csv", (SMALL + "6,2026-01-05\n").getBytes(StandardCharsets.UTF_8),
                "plain.csv.gz", SMALL.getBytes(StandardCharsets.UTF_8),
                "cut.csv.gz", Arrays.copyOf(gzip, gzip.length / 2),
                "latin.csv", "a,b\n\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1))
            .entrySet()) {
      Http.Answer answer = http.put(SOURCE + "/files/" + bad.getKey(), bad.getValue());
      assertThat(answer.status()).as(bad.getKey()).isEqualTo(422);
      assertThat(answer.text())
          .contains(bad.getKey() + " cannot be read as CSV")
          .doesNotContain(folder.toString());
    }
    assertThat(http.get(SOURCE).json().path("revision").asInt()).isEqualTo(1);
  }

  @Test
  void expressionsReachNothingButTheFile() throws IOException {
    Http http = start(Engine.SQLITE);
    http.put(SOURCE + "/files/small.csv", SMALL.getBytes(StandardCharsets.UTF_8));
    Path victim = Files.writeString(folder.resolve("secret.txt"), "secret");
    for (String expression :
        List.of(
            "(select content from read_text('" + victim + "'))",
            "made_on); copy raw to '" + folder.resolve("out.csv") + "'; --",
            "made_on from raw; attach '" + folder.resolve("x.db") + "' as x; select (made_on",
            "nonsense(")) {
      Http.Answer answer =
          http.post(
              SOURCE + "/analysis",
              Json.object().put("label", "outcome").put("eventTime", expression));
      assertThat(answer.status()).as(expression).isEqualTo(400);
      assertThat(answer.text()).doesNotContain("\"secret\"");
    }
    assertThat(folder.resolve("out.csv")).doesNotExist();
    assertThat(folder.resolve("x.db")).doesNotExist();
    assertThat(http.post(SOURCE + "/analysis", "{\"label\":\"none\"}").code())
        .isEqualTo("COLUMN_NOT_FOUND");
    assertThat(http.post(SOURCE + "/analysis", "{\"label\":\"id\"}").code())
        .isEqualTo("LABEL_INVALID");
    assertThat(http.post(SOURCE + "/analysis", "{}").text()).contains("'label' is missing");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "LOOPLINE_DATA_DIR", matches = ".+")
  void onTheRealBookingsExactlyTheLeaksAreFound() throws IOException {
    Http http = start(Engine.SQLITE);
    Path file = Path.of(System.getenv("LOOPLINE_DATA_DIR"), "hotel_bookings.csv.gz");
    http.put(SOURCE + "/files/hotel_bookings.csv.gz", Files.readAllBytes(file));

    JsonNode report =
        http.post(
                SOURCE + "/analysis",
                Json.object()
                    .put("label", "is_canceled")
                    .put("knownAt", "reservation_status_date")
                    .put(
                        "eventTime",
                        "strptime(arrival_date_year || ' ' || arrival_date_month || ' ' ||"
                            + " arrival_date_day_of_month, '%Y %B %d') - to_days(lead_time::int)"))
            .json();
    assertThat(report.path("rows").asInt()).isEqualTo(119_390);
    assertThat(report.path("duplicateRows").asInt()).isEqualTo(31_994);
    assertThat(column(report, "country").path("missing").asInt()).isEqualTo(488);
    assertThat(report.path("suspects"))
        .extracting(s -> s.path("column").asText())
        .containsOnly("reservation_status", "reservation_status_date", "assigned_room_type")
        .contains("reservation_status", "reservation_status_date", "assigned_room_type");
  }

  private static JsonNode column(JsonNode report, String name) {
    for (JsonNode column : report.path("columns")) {
      if (column.path("name").asText().equals(name)) {
        return column;
      }
    }
    throw new AssertionError("no column " + name + " in " + report);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
