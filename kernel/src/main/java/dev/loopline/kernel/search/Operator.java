package dev.loopline.kernel.search;

/** How a field is compared. {@code LIKE} heeds case, {@code ILIKE} does not. */
public enum Operator {
  EQUAL("="),
  NOT_EQUAL("!="),
  LESS("<"),
  AT_MOST("<="),
  GREATER(">"),
  AT_LEAST(">="),
  LIKE("LIKE"),
  ILIKE("ILIKE");

  private final String sign;

  Operator(String sign) {
    this.sign = sign;
  }

  /** As it is written in a query. */
  public String sign() {
    return sign;
  }
}
