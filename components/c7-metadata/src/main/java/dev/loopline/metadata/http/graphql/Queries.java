package dev.loopline.metadata.http.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import graphql.ErrorType;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.language.Document;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.schema.DataFetcherFactories;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Executes queries within {@link QueryLimits}; answers in MLflow's form. Safe for many threads. */
final class Queries implements DataFetcherExceptionHandler {
  private static final Logger LOG = Logger.getLogger(Queries.class.getName());
  private static final int LONGEST = 200_000;

  private final GraphQL graphql;

  Queries(Resolvers resolvers) {
    this.graphql =
        GraphQL.newGraphQL(schema(resolvers)).defaultDataFetcherExceptionHandler(this).build();
  }

  private static GraphQLSchema schema(Resolvers resolvers) {
    MessageField field = new MessageField();
    RuntimeWiring wiring =
        resolvers
            .wire(
                RuntimeWiring.newRuntimeWiring()
                    .scalar(LongString.TYPE)
                    .codeRegistry(
                        GraphQLCodeRegistry.newCodeRegistry()
                            .defaultDataFetcher(DataFetcherFactories.useDataFetcher(field))))
            .build();
    try (InputStream sdl =
        Objects.requireNonNull(Queries.class.getResourceAsStream("schema.graphqls"))) {
      String text = new String(sdl.readAllBytes(), StandardCharsets.UTF_8);
      return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(text), wiring);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The answer: {@code data}, and {@code errors} as plain texts, either null where there is none.
   */
  ObjectNode answer(
      String query, Map<String, @Nullable Object> variables, @Nullable String operation) {
    if (query.length() > LONGEST) {
      return refused("The query has more than " + LONGEST + " characters; shorten it.");
    }
    Document document;
    try {
      document = new Parser().parseDocument(query);
    } catch (InvalidSyntaxException e) {
      return refused(String.valueOf(e.getMessage()));
    }
    Optional<String> excess = QueryLimits.excess(document);
    if (excess.isPresent()) {
      return refused(excess.get());
    }
    ExecutionInput.Builder input = ExecutionInput.newExecutionInput(query).variables(variables);
    if (operation != null) {
      input.operationName(operation);
    }
    return written(graphql.execute(input.build()));
  }

  private static ObjectNode refused(String error) {
    ObjectNode answer = Json.object().putNull("data");
    answer.putArray("errors").add(error);
    return answer;
  }

  private static ObjectNode written(ExecutionResult result) {
    ObjectNode answer = Json.object();
    Object data = result.getData();
    // Read through the mapper as a map, so that fields that are null stay.
    answer.set("data", data == null ? null : nulls(data));
    List<GraphQLError> errors = result.getErrors();
    if (errors.isEmpty()) {
      return answer.putNull("errors");
    }
    ArrayNode list = answer.putArray("errors");
    errors.forEach(error -> list.add(error.getMessage()));
    return answer;
  }

  private static JsonNode nulls(Object data) {
    return switch (data) {
      case Map<?, ?> map -> {
        ObjectNode object = Json.object();
        map.forEach(
            (key, value) -> object.set(String.valueOf(key), value == null ? null : nulls(value)));
        yield object;
      }
      case List<?> list -> {
        ArrayNode array = Json.mapper().createArrayNode();
        list.forEach(value -> array.add(value == null ? null : nulls(value)));
        yield array;
      }
      default -> Json.tree(data);
    };
  }

  @Override
  public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
      DataFetcherExceptionHandlerParameters failed) {
    Throwable cause = failed.getException();
    String message;
    if (cause instanceof LooplineException own) {
      message = own.getMessage();
    } else {
      LOG.log(Level.SEVERE, "a GraphQL query failed at " + failed.getPath(), cause);
      message = "The server failed on this query; its log says why.";
    }
    GraphQLError error =
        GraphqlErrorBuilder.newError()
            .message("%s", message)
            .errorType(ErrorType.DataFetchingException)
            .build();
    return CompletableFuture.completedFuture(
        DataFetcherExceptionHandlerResult.newResult(error).build());
  }
}
