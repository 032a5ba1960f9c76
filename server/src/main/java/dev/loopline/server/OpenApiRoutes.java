package dev.loopline.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Access;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The OpenAPI 3.1 document, made from the very routes that are served. */
final class OpenApiRoutes {
  private static final Pattern PARAMETER = Pattern.compile("\\{\\+?([^}]+)}");

  private final List<Route> described;
  private byte @Nullable [] document;

  OpenApiRoutes(List<Route> routes) {
    this.described = routes;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/openapi")
            .access(Access.OPEN)
            .id("getOpenApi")
            .tag("server")
            .summary("This document")
            .internal()
            .to(call -> Reply.stream("application/json", out -> out.write(document()))));
  }

  /** Made when it is first asked for, not while the server starts. */
  private synchronized byte[] document() {
    byte[] made = document;
    if (made == null) {
      made = Json.bytes(describe(described));
      document = made;
    }
    return made;
  }

  static ObjectNode describe(List<Route> routes) {
    ObjectNode api = Json.object().put("openapi", "3.1.0");
    api.putObject("info").put("title", "Loopline").put("version", "1");
    ObjectNode components = Json.object();
    JsonSchemas schemas = new JsonSchemas(components.putObject("schemas"));
    ObjectNode paths = api.putObject("paths");
    for (Route route : routes) {
      if (route.published()) {
        String path = route.path().replace("{+", "{");
        ObjectNode item = paths.has(path) ? (ObjectNode) paths.get(path) : paths.putObject(path);
        operation(item.putObject(route.method().toLowerCase(Locale.ROOT)), route, schemas);
      }
    }
    components
        .putObject("securitySchemes")
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer");
    api.set("components", components);
    return api;
  }

  private static void operation(ObjectNode operation, Route route, JsonSchemas schemas) {
    operation.put("operationId", route.id()).put("summary", route.summary());
    operation.putArray("tags").add(route.tag());
    operation.put("x-access", route.access().name().toLowerCase(Locale.ROOT));
    var parameters = operation.putArray("parameters");
    Matcher names = PARAMETER.matcher(route.path());
    while (names.find()) {
      parameters
          .addObject()
          .put("name", names.group(1))
          .put("in", "path")
          .put("required", true)
          .putObject("schema")
          .put("type", "string");
    }
    for (Route.QueryParameter parameter : route.query()) {
      parameters
          .addObject()
          .put("name", parameter.name())
          .put("in", "query")
          .put("description", parameter.doc())
          .putObject("schema")
          .put("type", "string");
    }
    if (route.accepts() != null) {
      ObjectNode body = operation.putObject("requestBody").put("required", true);
      body.putObject("content")
          .putObject("application/json")
          .set("schema", schemas.of(route.accepts()));
    }
    ObjectNode responses = operation.putObject("responses");
    ObjectNode success = responses.putObject("2XX").put("description", "Success");
    if (route.answers() != null) {
      success
          .putObject("content")
          .putObject("application/json")
          .set(
              "schema",
              route.listing() == Route.Listing.NONE
                  ? schemas.of(route.answers())
                  : schemas.page(route.answers()));
    }
    responses
        .putObject("default")
        .put("description", "A problem (RFC 9457)")
        .putObject("content")
        .putObject("application/problem+json")
        .putObject("schema")
        .put("type", "object");
  }
}
