package dev.loopline.kernel.search;

import dev.loopline.kernel.search.Lexer.Kind;
import dev.loopline.kernel.search.Lexer.Token;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads filters and orders. The grammar:
 *
 * <pre>{@code
 * filter     := and { OR and }
 * and        := not { AND not }
 * not        := NOT not | '(' filter ')' | comparison
 * comparison := field sign operand
 *             | field [NOT] LIKE text | field [NOT] ILIKE text
 *             | field [NOT] IN '(' operand { ',' operand } ')'
 *             | field IS [NOT] NULL
 * field      := [group '.'] key          key: a word, with dots, or in quotes or backticks
 * operand    := 'text' | number | 90s | 1.5h | 7d | now | now - 7d
 * order      := field [ASC | DESC]
 * }</pre>
 *
 * Keywords in any case. Anything else is a {@link QueryError} with its column.
 */
public final class Queries {
  private static final int DEEPEST = 50;
  private static final int MOST_TERMS = 100;
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Duration.ofDays(365_250).toMillis());
  private static final Map<String, Operator> SIGNS =
      Map.of(
          "=", Operator.EQUAL,
          "==", Operator.EQUAL,
          "!=", Operator.NOT_EQUAL,
          "<>", Operator.NOT_EQUAL,
          "<", Operator.LESS,
          "<=", Operator.AT_MOST,
          ">", Operator.GREATER,
          ">=", Operator.AT_LEAST);
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  private final List<Token> tokens;
  private int next;
  private int depth;
  private int terms;

  private Queries(String text) {
    this.tokens = Lexer.tokens(text);
  }

  /** Reads a filter; a blank one fits everything. */
  public static Filter filter(String text) {
    if (text.isBlank()) {
      return Filter.everything();
    }
    Queries query = new Queries(text);
    Filter filter = query.or();
    query.requireEnd("AND, OR or the end");
    return filter;
  }

  /** Reads the keys of an order; a key that stands twice is refused. */
  public static List<Order> orders(List<String> clauses) {
    List<Order> orders = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String clause : clauses) {
      Order order = order(clause);
      if (!seen.add(order.field().toString())) {
        throw QueryError.at(
            order.field().at(),
            "'" + order.field() + "' stands in order_by twice (duplicate); name each key once.");
      }
      orders.add(order);
    }
    return orders;
  }

  private static Order order(String clause) {
    Queries query = new Queries(clause);
    Order order = query.order();
    query.requireEnd("ASC, DESC or the end");
    return order;
  }

  private Order order() {
    Field field = field();
    boolean descending = take("DESC");
    if (!descending) {
      take("ASC");
    }
    return new Order(field, descending);
  }

  /** Reads keys of an order with commas between them; a blank text has none. */
  public static List<Order> orders(String text) {
    return list(text, Queries::order, "ASC, DESC, a comma or the end");
  }

  /** Reads fields with commas between them; a blank text has none. */
  public static List<Field> fields(String text) {
    return list(text, Queries::field, "a comma or the end");
  }

  private static <T> List<T> list(String text, Function<Queries, T> item, String behind) {
    List<T> items = new ArrayList<>();
    if (!text.isBlank()) {
      Queries query = new Queries(text);
      items.add(item.apply(query));
      while (query.peek().kind() == Kind.COMMA) {
        query.next++;
        items.add(item.apply(query));
      }
      query.requireEnd(behind);
    }
    return items;
  }

  private Filter or() {
    List<Filter> parts = new ArrayList<>(List.of(and()));
    while (take("OR")) {
      parts.add(and());
    }
    return parts.size() == 1 ? parts.getFirst() : new Filter.Or(parts);
  }

  private Filter and() {
    List<Filter> parts = new ArrayList<>(List.of(not()));
    while (take("AND")) {
      parts.add(not());
    }
    return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
  }

  private Filter not() {
    if (++depth > DEEPEST) {
      throw QueryError.at(peek().at(), "it is nested deeper than " + DEEPEST + "; flatten it.");
    }
    try {
      if (take("NOT")) {
        return new Filter.Not(not());
      }
      if (peek().kind() == Kind.OPEN) {
        next++;
        Filter inner = or();
        require(Kind.CLOSE, "')'");
        return inner;
      }
      return comparison();
    } finally {
      depth--;
    }
  }

  private Filter comparison() {
    if (++terms > MOST_TERMS) {
      throw QueryError.at(peek().at(), "it has more than " + MOST_TERMS + " comparisons.");
    }
    Field field = field();
    if (peek().kind() == Kind.SIGN) {
      return new Filter.Comparison(
          field, Objects.requireNonNull(SIGNS.get(tokens.get(next++).text())), operand());
    }
    if (take("IS")) {
      boolean there = take("NOT");
      require("NULL", "NULL or NOT NULL");
      return new Filter.Presence(field, there);
    }
    boolean negated = take("NOT");
    if (take("IN")) {
      return new Filter.Membership(field, negated, operands());
    }
    Operator like = take("LIKE") ? Operator.LIKE : take("ILIKE") ? Operator.ILIKE : null;
    if (like == null) {
      throw unexpected("a comparison: =, !=, <, <=, >, >=, LIKE, ILIKE, IN or IS");
    }
    Filter compared = new Filter.Comparison(field, like, operand());
    return negated ? new Filter.Not(compared) : compared;
  }

  private Field field() {
    Token first = peek();
    if (first.kind() != Kind.WORD
        && first.kind() != Kind.BACKTICKED
        && first.kind() != Kind.QUOTED) {
      throw unexpected("a field such as metrics.auc, params.depth, tags.team or status");
    }
    next++;
    if (peek().kind() != Kind.DOT) {
      return new Field("", first.text(), first.at());
    }
    next++;
    Token key = peek();
    if (key.kind() == Kind.QUOTED || key.kind() == Kind.BACKTICKED) {
      next++;
      return new Field(first.text(), key.text(), first.at());
    }
    StringBuilder dotted = new StringBuilder(keyPart());
    while (peek().kind() == Kind.DOT) {
      next++;
      dotted.append('.').append(keyPart());
    }
    return new Field(first.text(), dotted.toString(), first.at());
  }

  private String keyPart() {
    Token part = peek();
    if (part.kind() != Kind.WORD && part.kind() != Kind.BACKTICKED && part.kind() != Kind.QUOTED) {
      throw unexpected("a key; put one with other signs in backticks");
    }
    next++;
    return part.text();
  }

  private List<Operand> operands() {
    require(Kind.OPEN, "'(' and a list of values");
    List<Operand> operands = new ArrayList<>(List.of(operand()));
    while (peek().kind() == Kind.COMMA) {
      next++;
      if (peek().kind() != Kind.CLOSE) {
        operands.add(operand());
      }
    }
    require(Kind.CLOSE, "',' or ')'");
    return operands;
  }

  private Operand operand() {
    Token token = peek();
    if (token.kind() == Kind.QUOTED) {
      next++;
      return new Operand.Text(token.text(), token.at());
    }
    if (token.kind() == Kind.NUMBER) {
      next++;
      return number(token);
    }
    if (token.is("NOW")) {
      next++;
      return ago(token);
    }
    throw unexpected("a value: a text in quotes, a number, a duration such as 7d, or now");
  }

  private Operand ago(Token now) {
    if (peek().kind() != Kind.MINUS) {
      return new Operand.Ago(Duration.ZERO, now.at());
    }
    next++;
    Token token = peek();
    if (token.kind() == Kind.NUMBER && number(token) instanceof Operand.Span span) {
      next++;
      return new Operand.Ago(span.value(), now.at());
    }
    throw unexpected("a duration such as 7d behind 'now -'");
  }

  private static Operand number(Token token) {
    String text = token.text();
    int unit = text.length();
    while (unit > 0 && Character.isLetter(text.charAt(unit - 1))) {
      unit--;
    }
    BigDecimal value = new BigDecimal(text.substring(0, unit));
    if (value.scale() < -400 || value.precision() - value.scale() > 400) {
      throw QueryError.at(token.at(), "the number is too large.");
    }
    Duration of = UNITS.get(text.substring(unit).toLowerCase(Locale.ROOT));
    if (of == null) {
      return new Operand.Number(value, token.at());
    }
    BigDecimal millis = value.multiply(BigDecimal.valueOf(of.toMillis()));
    if (millis.abs().compareTo(LONGEST) > 0) {
      throw QueryError.at(token.at(), "the duration is longer than a thousand years.");
    }
    return new Operand.Span(Duration.ofMillis(millis.longValue()), token.at());
  }

  private Token peek() {
    return tokens.get(next);
  }

  private boolean take(String keyword) {
    if (peek().is(keyword)) {
      next++;
      return true;
    }
    return false;
  }

  private void require(String keyword, String expected) {
    if (!take(keyword)) {
      throw unexpected(expected);
    }
  }

  private void require(Kind kind, String expected) {
    if (peek().kind() != kind) {
      throw unexpected(expected);
    }
    next++;
  }

  private void requireEnd(String expected) {
    if (peek().kind() != Kind.END) {
      throw unexpected(expected);
    }
  }

  private RuntimeException unexpected(String expected) {
    return QueryError.at(
        peek().at(), peek().shown() + " stands where " + expected + " was expected.");
  }
}
