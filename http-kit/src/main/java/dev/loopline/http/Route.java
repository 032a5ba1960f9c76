package dev.loopline.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method on one path: who may call it, what it takes and answers, its limits, and what it does.
 * The OpenAPI document is made from these, so it cannot differ from what is served.
 *
 * @param path a template such as {@code /api/v1/products/{product}}; a last part of the form {@code
 *     {+path}} takes the rest of the path, slashes included
 * @param id the operation's id, unique in the server
 * @param listing whether it answers many of what it {@code answers}
 * @param maxBody bytes of a request body; more is a 413
 * @param timeout after which the handler is interrupted and the caller told with a 503
 * @param streaming whether it answers until the client goes: then it has no time limit, and is
 *     interrupted first when the server stops
 * @param published whether it stands in the OpenAPI document
 */
public record Route(
    String method,
    String path,
    Access access,
    String id,
    String tag,
    String summary,
    List<QueryParameter> query,
    @Nullable Class<?> accepts,
    @Nullable Class<?> answers,
    Listing listing,
    long maxBody,
    Duration timeout,
    boolean streaming,
    ProblemShape problems,
    boolean published,
    Handler handler) {
  public Route {
    query = List.copyOf(query);
  }

  /** Whether an answer holds one thing or a {@link Page} of them. */
  public enum Listing {
    NONE,
    /** Page by page: takes a cursor and a limit. */
    PAGED,
    /** All at once, for lists that are short by their nature; the page has no cursor. */
    WHOLE
  }

  /** A documented query parameter. */
  public record QueryParameter(String name, String doc) {}

  /** A route of any method; asks for WRITE unless told otherwise. */
  public static Builder of(String method, String path) {
    return new Builder(method, path);
  }

  public static Builder get(String path) {
    return new Builder("GET", path).access(Access.READ);
  }

  public static Builder head(String path) {
    return new Builder("HEAD", path).access(Access.READ);
  }

  public static Builder post(String path) {
    return new Builder("POST", path);
  }

  public static Builder put(String path) {
    return new Builder("PUT", path);
  }

  public static Builder patch(String path) {
    return new Builder("PATCH", path);
  }

  public static Builder delete(String path) {
    return new Builder("DELETE", path);
  }

  /**
   * Collects a route's parts; {@link #to} makes the route. Asks for WRITE unless told otherwise.
   */
  public static final class Builder {
    private final String method;
    private final String path;
    private Access access = Access.WRITE;
    private String id;
    private String tag = "";
    private String summary = "";
    private final List<QueryParameter> query = new ArrayList<>();
    private @Nullable Class<?> accepts;
    private @Nullable Class<?> answers;
    private Listing listing = Listing.NONE;
    private long maxBody = 1 << 20;
    private Duration timeout = Duration.ofSeconds(60);
    private boolean streaming;
    private ProblemShape problems = ProblemShape.RFC_9457;
    private boolean published = true;

    private Builder(String method, String path) {
      this.method = method;
      this.path = path;
      this.id = method.toLowerCase(java.util.Locale.ROOT) + path.replaceAll("[^A-Za-z0-9]+", "_");
    }

    public Builder access(Access wanted) {
      this.access = wanted;
      return this;
    }

    public Builder id(String operationId) {
      this.id = operationId;
      return this;
    }

    public Builder tag(String component) {
      this.tag = component;
      return this;
    }

    public Builder summary(String sentence) {
      this.summary = sentence;
      return this;
    }

    public Builder query(String name, String doc) {
      document(name, doc);
      return this;
    }

    private void document(String name, String doc) {
      query.removeIf(known -> known.name().equals(name));
      query.add(new QueryParameter(name, doc));
    }

    /** The record that the JSON body must fit. */
    public Builder accepts(Class<?> body) {
      this.accepts = body;
      return this;
    }

    public Builder answers(Class<?> body) {
      this.answers = body;
      return this;
    }

    /** The route answers a {@link Page} of these, and so takes a cursor and a limit. */
    public Builder pages(Class<?> item) {
      this.answers = item;
      this.listing = Listing.PAGED;
      document("cursor", "The previous page's nextCursor");
      document("limit", "How many, from 1 to 1000; 50 by default");
      return this;
    }

    /** The route answers all of these in one {@link Page}. */
    public Builder lists(Class<?> item) {
      this.answers = item;
      this.listing = Listing.WHOLE;
      return this;
    }

    public Builder maxBody(long bytes) {
      this.maxBody = bytes;
      return this;
    }

    public Builder timeout(Duration time) {
      this.timeout = time;
      return this;
    }

    /** Answers until the client goes, as server-sent events do. */
    public Builder streaming() {
      this.streaming = true;
      return this;
    }

    /** How this protocol writes its errors. */
    public Builder problems(ProblemShape shape) {
      this.problems = shape;
      return this;
    }

    /** Leaves a foreign protocol's route out of our OpenAPI document. */
    public Builder internal() {
      this.published = false;
      return this;
    }

    public Route to(Handler handler) {
      return new Route(
          method, path, access, id, tag, summary, query, accepts, answers, listing, maxBody,
          timeout, streaming, problems, published, handler);
    }
  }
}
