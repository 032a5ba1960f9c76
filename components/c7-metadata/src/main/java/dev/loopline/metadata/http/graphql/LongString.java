package dev.loopline.metadata.http.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Objects;

/** A 64-bit number, written as a text because JavaScript would round it. */
final class LongString implements Coercing<Long, String> {
  static final GraphQLScalarType TYPE =
      GraphQLScalarType.newScalar().name("LongString").coercing(new LongString()).build();

  private LongString() {}

  @Override
  public String serialize(Object value, GraphQLContext context, Locale locale) {
    return value.toString();
  }

  @Override
  public Long parseValue(Object input, GraphQLContext context, Locale locale) {
    try {
      return input instanceof BigInteger big
          ? (Long) big.longValueExact()
          : Long.valueOf(input.toString());
    } catch (NumberFormatException | ArithmeticException e) {
      throw new CoercingParseValueException("'" + input + "' is no 64-bit number.", e);
    }
  }

  @Override
  public Long parseLiteral(
      Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
    return switch (input) {
      case IntValue number -> parseValue(number.getValue(), context, locale);
      case StringValue text -> parseValue(Objects.requireNonNull(text.getValue()), context, locale);
      default -> throw new CoercingParseLiteralException("A 64-bit number is expected.");
    };
  }
}
