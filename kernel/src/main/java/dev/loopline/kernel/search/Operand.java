package dev.loopline.kernel.search;

import java.math.BigDecimal;
import java.time.Duration;

/** What a field is compared with, as it was written. */
public sealed interface Operand {
  /** The column in the query's text, from 1. */
  int at();

  /** A text in quotes. */
  record Text(String value, int at) implements Operand {}

  /** A number. */
  record Number(BigDecimal value, int at) implements Operand {}

  /** A length of time such as {@code 90s}, {@code 1.5h}, {@code 7d}. */
  record Span(Duration value, int at) implements Operand {}

  /** A moment before now: {@code now} or {@code now - 7d}. */
  record Ago(Duration value, int at) implements Operand {}
}
