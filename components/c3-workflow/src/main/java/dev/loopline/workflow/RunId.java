package dev.loopline.workflow;

/** Names a run of a pipeline. */
public record RunId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
