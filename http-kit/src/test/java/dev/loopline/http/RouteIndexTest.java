package dev.loopline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.LooplineException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteIndexTest {
  private final RouteIndex index =
      new RouteIndex(
          List.of(
              route(Route.get("/")),
              route(Route.get("/events/{event}")),
              route(Route.get("/events/stream")),
              route(Route.delete("/events/{event}")),
              route(Route.get("/{kind}/all/{name}")),
              route(Route.get("/files/{owner}")),
              route(Route.put("/files/{owner}/{+path}")),
              route(Route.get("/{+path}"))));

  @Test
  void aLiteralPartIsPreferredToAParameterAndAParameterToTheRest() {
    assertThat(found("GET", "/")).isEqualTo("/");
    assertThat(found("GET", "/events/stream")).isEqualTo("/events/stream");
    assertThat(found("GET", "/events/e1")).isEqualTo("/events/{event}");
    assertThat(found("GET", "/files/all/x")).isEqualTo("/{kind}/all/{name}");
    assertThat(found("GET", "/else/where")).isEqualTo("/{+path}");
  }

  @Test
  void aMethodThatTheBetterMatchLacksIsFoundInTheNext() {
    assertThat(found("DELETE", "/events/stream")).isEqualTo("/events/{event}");
    assertThat(index.find("PATCH", "/events/stream").match()).isNull();
    assertThat(index.find("PATCH", "/events/stream").allowed()).containsExactly("DELETE", "GET");
    assertThat(index.find("PATCH", "/else/where").allowed())
        .as("the page for all paths makes no path known")
        .isEmpty();
  }

  @Test
  void partsAreSplitBeforeTheyAreDecodedOnce() {
    assertThat(parameters("GET", "/events/a%2Fb%2520c+d")).isEqualTo(Map.of("event", "a/b%20c+d"));
    assertThat(parameters("PUT", "/files/ana/a%20b/c"))
        .isEqualTo(Map.of("owner", "ana", "path", "a b/c"));
  }

  @Test
  void anEmptyPartFillsNoParameter() {
    assertThat(found("GET", "/events/")).isEqualTo("/{+path}");
    assertThat(index.find("PUT", "/files/ana/").match()).isNull();
  }

  @Test
  void whatTwoReadersMayUnderstandDifferentlyIsRefused() {
    for (String path : List.of("//x", "/a/./b", "/a/..", "/a/../b", "/a%zz/b", "a")) {
      assertThatThrownBy(() -> index.find("GET", path))
          .as(path)
          .isInstanceOf(LooplineException.class)
          .hasMessageStartingWith("The path holds");
    }
  }

  @Test
  void twoRoutesForTheSameRequestsAreRefused() {
    assertThatThrownBy(
            () ->
                new RouteIndex(
                    List.of(route(Route.get("/runs/{run}")), route(Route.get("/runs/{id}")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two routes answer GET /runs/{id}");
  }

  private String found(String method, String path) {
    return match(method, path).route().path();
  }

  private Map<String, String> parameters(String method, String path) {
    return match(method, path).parameters();
  }

  private RouteIndex.Match match(String method, String path) {
    RouteIndex.Match match = index.find(method, path).match();
    assertThat(match).as(method + " " + path).isNotNull();
    return match;
  }

  private static Route route(Route.Builder builder) {
    return builder.to(call -> Reply.empty());
  }
}
