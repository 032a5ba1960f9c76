package dev.loopline.kernel.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cuts a query's text into words, quoted texts, numbers and signs. */
final class Lexer {
  private static final int LONGEST = 20_000;
  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  // Behind a dot more signs are part of the name: metrics.val/loss, metrics.5-fold.
  private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_/:@-]*");
  // A unit makes a number a length of time; a digit or letter behind it would be something else.
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?(ms|s|m|h|d|w)?(?![\\p{L}\\p{N}_])");
  private static final List<String> SIGNS = List.of("<=", ">=", "!=", "<>", "==", "=", "<", ">");

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  enum Kind {
    WORD,
    QUOTED,
    BACKTICKED,
    NUMBER,
    SIGN,
    DOT,
    COMMA,
    OPEN,
    CLOSE,
    MINUS,
    END
  }

  /**
   * @param text without quotes
   * @param at the column, from 1
   * @param end the column after it
   */
  record Token(Kind kind, String text, int at, int end) {
    boolean is(String keyword) {
      return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(keyword);
    }

    /** As an error names it. */
    String shown() {
      return kind == Kind.END ? "the end" : "'" + text + "'";
    }
  }

  static List<Token> tokens(String text) {
    if (text.length() > LONGEST) {
      throw QueryError.at(LONGEST, "a query has at most " + LONGEST + " characters; shorten it.");
    }
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      // PostgreSQL takes none, not even to look for it.
      throw QueryError.at(nul + 1, "it holds a NUL character; leave it out.");
    }
    Lexer lexer = new Lexer(text);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next(tokens.isEmpty() ? null : tokens.getLast());
      tokens.add(token);
    } while (token.kind() != Kind.END);
    return tokens;
  }

  private Token next(@Nullable Token before) {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Kind.END, "", at + 1, at + 1);
    }
    char c = text.charAt(at);
    boolean behindDot = before != null && before.kind() == Kind.DOT;
    if (behindDot && KEY.matcher(text).region(at, text.length()).lookingAt()) {
      return word(KEY);
    }
    return switch (c) {
      case '.' -> startsNumber() && !isAdjacent(before) ? number() : single(Kind.DOT);
      case ',' -> single(Kind.COMMA);
      case '(' -> single(Kind.OPEN);
      case ')' -> single(Kind.CLOSE);
      case '\'', '"' -> quoted(c, Kind.QUOTED);
      case '`' -> quoted(c, Kind.BACKTICKED);
      default -> other(c, before);
    };
  }

  private Token other(char c, @Nullable Token before) {
    for (String sign : SIGNS) {
      if (text.startsWith(sign, at)) {
        at += sign.length();
        return new Token(Kind.SIGN, sign, at - sign.length() + 1, at + 1);
      }
    }
    if (c == '-' && before != null && before.is("NOW")) {
      return single(Kind.MINUS);
    }
    if (startsNumber() && NUMBER.matcher(text).region(at, text.length()).lookingAt()) {
      return number();
    }
    if (WORD.matcher(text).region(at, text.length()).lookingAt()) {
      return word(WORD);
    }
    throw QueryError.at(at + 1, "'" + c + "' has no meaning here; put texts in single quotes.");
  }

  private Token word(Pattern pattern) {
    Matcher word = pattern.matcher(text).region(at, text.length());
    word.lookingAt();
    int start = at;
    at = word.end();
    return new Token(Kind.WORD, word.group(), start + 1, at + 1);
  }

  private boolean isAdjacent(@Nullable Token before) {
    return before != null && before.end() == at + 1;
  }

  private boolean startsNumber() {
    char c = text.charAt(at);
    boolean signed = c == '-' || c == '+' || c == '.';
    return Character.isDigit(c)
        || (signed && at + 1 < text.length() && "0123456789.".indexOf(text.charAt(at + 1)) >= 0);
  }

  private Token number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      throw QueryError.at(at + 1, "this is no number; write one such as 0.5, 1e-3 or 90s.");
    }
    int start = at;
    at = number.end();
    return new Token(Kind.NUMBER, number.group(), start + 1, at + 1);
  }

  private Token single(Kind kind) {
    at++;
    return new Token(kind, String.valueOf(text.charAt(at - 1)), at, at + 1);
  }

  /** A quote within is doubled. */
  private Token quoted(char quote, Kind kind) {
    int start = at;
    StringBuilder inside = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == quote && at + 1 < text.length() && text.charAt(at + 1) == quote) {
        at++;
      } else if (c == quote) {
        at++;
        return new Token(kind, inside.toString(), start + 1, at + 1);
      }
      inside.append(c);
    }
    throw QueryError.at(start + 1, "the quote " + quote + " is not closed; close it.");
  }
}
