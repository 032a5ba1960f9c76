package dev.loopline.cli.remote;

import dev.loopline.client.LooplineClient;
import org.jspecify.annotations.Nullable;

/** A path with its query, put together from values that are encoded on the way. */
public final class Address {
  /** Where MLflow's protocol is spoken. */
  public static final String MLFLOW = "/api/2.0/mlflow/";

  private final StringBuilder text;
  private boolean asked;

  private Address(String path) {
    text = new StringBuilder(path);
    asked = path.indexOf('?') >= 0;
  }

  /** A path that needs no encoding. */
  public static Address of(String path) {
    return new Address(path);
  }

  /** One more part of the path. */
  public Address part(String part) {
    text.append('/').append(LooplineClient.encoded(part));
    return this;
  }

  /** Several parts of the path, given with slashes between them. */
  public Address parts(String path) {
    for (String part : path.split("/")) {
      part(part);
    }
    return this;
  }

  /** A value of the query; null or empty is left out. */
  public Address with(String name, @Nullable Object value) {
    String said = value == null ? "" : value.toString();
    if (!said.isEmpty()) {
      text.append(asked ? '&' : '?').append(name).append('=').append(LooplineClient.encoded(said));
      asked = true;
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
