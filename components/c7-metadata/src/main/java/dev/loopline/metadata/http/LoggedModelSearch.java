package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.LoggedModel;
import dev.loopline.metadata.LoggedModelQuery;
import dev.loopline.metadata.LoggedModelQuery.Key;
import dev.loopline.metadata.LoggedModelQuery.OnDataset;
import dev.loopline.metadata.LoggedModels;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search of logged models. Its page token holds what was searched for, so that it is not taken
 * for one of another search.
 */
record LoggedModelSearch(LoggedModels models) {
  private static final int PAGE = 50;
  private static final int STORES_PAGE = 100;
  private static final int LARGEST_PAGE = 10_000;

  Reply search(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (!request.has("experiment_ids")) {
      throw request.missing("experiment_ids");
    }
    List<String> experiments = request.texts("experiment_ids");
    Long asked = request.optionalLong("max_results");
    int limit =
        asked != null && asked == 0
            ? STORES_PAGE
            : Math.min(LARGEST_PAGE, request.maxResults(PAGE, Integer.MAX_VALUE));
    ObjectNode searched = Json.object();
    searched.set("experiment_ids", Json.tree(experiments));
    searched.put("filter_string", request.textOrEmpty("filter"));
    searched.set(
        "order_by", Json.tree(request.list("order_by").stream().map(MlflowRequest::json).toList()));
    int offset = offset(request.textOrEmpty("page_token"), searched);
    LoggedModelQuery query =
        new LoggedModelQuery(
            ExperimentIds.known(experiments),
            request.textOrEmpty("filter"),
            request.list("datasets").stream().map(LoggedModelSearch::named).toList(),
            request.list("order_by").stream().map(LoggedModelSearch::key).toList());
    List<LoggedModel> found = models.search(query, offset, limit + 1);
    ObjectNode answer = Json.object();
    if (!found.isEmpty()) {
      ArrayNode list = answer.putArray("models");
      found.stream().limit(limit).forEach(model -> list.add(LoggedModelJson.of(model)));
    }
    if (found.size() > limit) {
      searched.put("offset", offset + limit);
      answer.put("next_page_token", Base64.getUrlEncoder().encodeToString(Json.bytes(searched)));
    }
    return Reply.json(answer);
  }

  private static OnDataset named(MlflowRequest dataset) {
    OnDataset named = dataset(dataset);
    if (named == null) {
      throw MlflowRequest.invalid("`dataset_name` in the `datasets` clause must be specified.");
    }
    return named;
  }

  private static @Nullable OnDataset dataset(MlflowRequest dataset) {
    String name = dataset.textOrEmpty("dataset_name");
    String digest = dataset.textOrEmpty("dataset_digest");
    return name.isEmpty() ? null : new OnDataset(name, digest.isEmpty() ? null : digest);
  }

  private static Key key(MlflowRequest key) {
    Boolean ascending = key.optionalBoolean("ascending");
    return new Key(key.text("field_name"), ascending == null || ascending, dataset(key));
  }

  private static int offset(String token, ObjectNode searched) {
    if (token.isEmpty()) {
      return 0;
    }
    JsonNode read;
    try {
      read = Json.parse(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | LooplineException e) {
      throw MlflowRequest.invalid(
          "Invalid page token, could not base64-decode; pass on the previous page's"
              + " next_page_token.");
    }
    requireSame("Experiment IDs", "experiment IDs", "experiment_ids", read, searched);
    requireSame("Filter string", "filter string", "filter_string", read, searched);
    requireSame("Order by", "order by", "order_by", read, searched);
    int offset = read.path("offset").asInt();
    if (offset < 1) {
      throw MlflowRequest.invalid("Invalid page token, parsed value=" + read);
    }
    return offset;
  }

  private static void requireSame(
      String what, String whatWithin, String field, JsonNode token, JsonNode searched) {
    String expected = token.path(field).toString();
    String found = searched.path(field).toString();
    if (!expected.equals(found)) {
      throw MlflowRequest.invalid(
          what
              + " in the page token do not match the requested "
              + whatWithin
              + ". Expected: "
              + expected
              + ". Found: "
              + found);
    }
  }
}
