package dev.loopline.metadata.http.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a field from a message: {@code fileSize} is {@code file_size}, and what is unset has its
 * type's default, as in protocol buffers. JSON's word for NaN becomes null.
 */
final class MessageField implements DataFetcher<@Nullable Object> {
  @Override
  public @Nullable Object get(DataFetchingEnvironment environment) {
    String name = environment.getField().getName();
    JsonNode message = environment.getSource();
    JsonNode value =
        message == null ? Json.mapper().nullNode() : message.path(Names.ofMessage(name));
    GraphQLType type = GraphQLTypeUtil.unwrapNonNull(environment.getFieldType());
    if (name.equals("apiError")) {
      return null;
    }
    return type instanceof GraphQLList list ? list(value, list) : one(value, type);
  }

  private static List<@Nullable Object> list(JsonNode values, GraphQLList list) {
    GraphQLType type = GraphQLTypeUtil.unwrapNonNull(list.getWrappedType());
    List<@Nullable Object> read = new ArrayList<>(values.size());
    values.forEach(value -> read.add(one(value, type)));
    return read;
  }

  private static @Nullable Object one(JsonNode value, GraphQLType type) {
    boolean unset = value.isMissingNode() || value.isNull();
    return switch (((GraphQLNamedType) type).getName()) {
      case "String" -> unset ? "" : value.asText();
      case "LongString" -> unset ? (Object) 0L : (Object) value.asLong();
      case "Int" -> value.asInt();
      case "Boolean" -> value.asBoolean();
      case "Float" -> value.isNumber() || unset ? (Object) value.asDouble() : null;
      default ->
          GraphQLTypeUtil.isEnum(type)
              ? unset ? null : value.asText()
              : unset ? Json.object() : value;
    };
  }
}
