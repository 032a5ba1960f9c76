package dev.loopline.workflow;

import static dev.loopline.workflow.WorkflowFixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import dev.loopline.workflow.http.CloudEventRoutes;
import dev.loopline.workflow.spi.InProcessStep;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChainsTest {
  private static final InProcessStep ECHO = step("echo", c -> Map.of());
  private static final InProcessStep FAIL =
      step(
          "fail",
          c -> {
            throw new IllegalStateException("no");
          });
  private static final String EVENTS = "/api/v1/products/hotel/events";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aPipelineStartsWhenAnotherHasEndedAsItWaitsFor(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO, FAIL)) {
      f.apply(
          "name: good\ntasks: [{id: a, uses: echo}]\n",
          "name: bad\ntasks: [{id: a, uses: fail}]\n",
          "name: next\non: [{after: {pipeline: good}}]\ntasks: [{id: a, uses: echo}]\n",
          "name: last\non: [{after: {pipeline: next}}]\ntasks: [{id: a, uses: echo}]\n",
          "name: never\non: [{after: {pipeline: bad}}]\ntasks: [{id: a, uses: echo}]\n",
          "name: rescue\non: [{after: {pipeline: bad, state: failed}}]\n"
              + "tasks: [{id: a, uses: echo}]\n");
      f.start("good");
      f.start("bad");
      f.awaitRest();

      assertThat(f.workflows.runs("hotel", null, null, 10))
          .extracting(RunView::pipeline)
          .containsExactlyInAnyOrder("good", "bad", "next", "last", "rescue");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventOfSomebodyElseStartsAPipelineOnce(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO);
        TestServer server = TestServer.start(CloudEventRoutes.routes(f.workflows, product -> {}))) {
      f.apply(
          """
          name: p
          on: [{event: com.example.file.arrived, when: {size.bucket: large}}]
          concurrency: queue
          tasks: [{id: a, uses: echo}]
          """);
      Http http = server.http();
      String event =
          "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/ftp\",\"tenant\":\"eu\","
              + "\"type\":\"com.example.file.arrived\",\"data\":{\"size\":{\"bucket\":\"large\"}}}";

      Http.Answer first = http.send(structured(http, event));
      assertThat(first.status()).isEqualTo(201);
      Http.Answer again = http.send(structured(http, event.replace("large", "other")));
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.json().path("event")).isEqualTo(first.json().path("event"));
      assertThat(again.json().path("known").asBoolean()).isTrue();
      assertThat(
              http.send(structured(http, event.replace("large", "small").replace("7", "8")))
                  .status())
          .isEqualTo(201);
      // Another source's seven is another event.
      assertThat(
              http.send(
                      binary(http, "{\"size\":{\"bucket\":\"large\"}}", "application/json")
                          .header("ce-id", "7")
                          .header("ce-source", "https://ftp.example/a%2520b")
                          .header("ce-type", "com.example.file.arrived"))
                  .status())
          .isEqualTo(201);
      f.awaitRest();

      assertThat(f.workflows.runs("hotel", "p", null, 10)).hasSize(2);
      assertThat(
              f.kernel
                  .events()
                  .page(
                      new EventQuery(
                          "hotel", null, "workflow.cloudevent.received", null, 10, false)))
          .hasSize(3)
          .first()
          .satisfies(
              e -> {
                assertThat(e.data()).isEqualTo(Json.parse(event));
                assertThat(e.subject()).isEqualTo("7");
              });
      // All of them come again, and start nothing again.
      f.kernel.db().change(tx -> tx.handle().execute("delete from event_cursor"));
      f.restart();
      f.awaitRest();
      assertThat(f.workflows.runs("hotel", "p", null, 10)).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoCloudEventIsRefusedWithTheRemedy(Engine engine) {
    String good = "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/a\",\"type\":\"t\"}";
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO);
        TestServer server = TestServer.start(CloudEventRoutes.routes(f.workflows, product -> {}))) {
      Http http = server.http();
      for (List<String> bad :
          List.of(
              List.of("[]", "is a JSON object"),
              List.of(good.replace("1.0", "0.3"), "only 1.0 is known"),
              List.of(good.replace("\"7\"", "\"\""), "it has no id"),
              List.of(
                  good.replace("\"7\"", "7"), "it has no id; every CloudEvent has one, as text"),
              List.of(good.replace("/a", "a b"), "is no URI reference"),
              List.of(good.replace("\"t\"", "\"workflow.run.failed\""), "only Loopline's own do"),
              List.of(with(good, "\"time\":\"noon\""), "is not of the form"),
              List.of(with(good, "\"Tenant\":\"eu\""), "lower-case letters and digits"),
              List.of(with(good, "\"tenant\":{}"), "put it into data"),
              List.of(with(good, "\"data_base64\":\"AA==\""), "send the data as JSON"),
              List.of(with(good, "\"datacontenttype\":\"text/xml\""), "is text/xml"),
              List.of(
                  with(good, "\"tenant\":\"" + "x".repeat(2_000) + "\""),
                  "more than 1024 characters"))) {
        Http.Answer answer = http.send(structured(http, bad.getFirst()));
        assertThat(answer.status()).as(bad.toString()).isEqualTo(400);
        assertThat(answer.text()).contains("EVENT_INVALID", bad.getLast());
      }
      assertThat(http.post(EVENTS, good).status()).isEqualTo(415);
      assertThat(http.send(binary(http, "<a/>", "text/xml").header("ce-id", "7")).status())
          .isEqualTo(415);
      assertThat(
              http.send(
                      http.request(EVENTS)
                          .header("Content-Type", "application/cloudevents-batch+json")
                          .POST(HttpRequest.BodyPublishers.ofString("[]")))
                  .text())
          .contains("send one event as application/cloudevents+json");
      assertThat(
              http.send(structured(http, with(good, "\"data\":\"" + "x".repeat(300_000) + "\"")))
                  .status())
          .isEqualTo(413);
      assertThat(f.kernel.events().head()).isZero();
    }
  }

  private static String with(String event, String more) {
    return event.replace("}", "," + more + "}");
  }

  private static HttpRequest.Builder structured(Http http, String event) {
    return http.request(EVENTS)
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/cloudevents+json; charset=utf-8")
        .POST(HttpRequest.BodyPublishers.ofString(event));
  }

  private static HttpRequest.Builder binary(Http http, String data, String type) {
    return http.request(EVENTS)
        .header("Content-Type", type)
        .header("ce-specversion", "1.0")
        .POST(HttpRequest.BodyPublishers.ofString(data));
  }
}
