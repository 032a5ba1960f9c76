package dev.loopline.http;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.DiskFull;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes a request through its guard and its handler to its answer; the request boundary. */
final class Dispatcher {
  private static final Logger LOG = Logger.getLogger(Dispatcher.class.getName());

  private static final Duration FOREVER = Duration.ofDays(3650);

  private final RouteIndex routes;
  private final AccessPolicy policy;
  private final Deadlines deadlines;
  private final RequestObserver observer;
  private final InFlight inFlight = new InFlight();

  Dispatcher(
      RouteIndex routes, AccessPolicy policy, Deadlines deadlines, RequestObserver observer) {
    this.routes = routes;
    this.policy = policy;
    this.deadlines = deadlines;
    this.observer = observer;
  }

  void dispatch(ServerRequest request, ServerResponse response) {
    RouteIndex.Found found;
    try {
      found = routes.find(method(request), request.path().rawPath());
    } catch (LooplineException e) {
      failed(request, response, e);
      observer.answered(method(request), "unmatched", response.status().code(), Duration.ZERO);
      return;
    }
    if (found.match() == null) {
      unmatched(found.allowed(), request, response);
    } else {
      dispatch(found.match(), request, response);
    }
  }

  private void dispatch(RouteIndex.Match match, ServerRequest request, ServerResponse response) {
    Route route = match.route();
    long start = System.nanoTime();
    if (!inFlight.enter(route.streaming())) {
      Answers.problem(response, route.problems(), shuttingDown());
      return;
    }
    try (Deadlines.Deadline deadline =
        deadlines.start(route.streaming() ? FOREVER : route.timeout())) {
      answer(match, request, response, deadline);
    } finally {
      inFlight.leave();
      observer.answered(
          route.method(),
          route.path(),
          response.status().code(),
          Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private void answer(
      RouteIndex.Match match,
      ServerRequest request,
      ServerResponse response,
      Deadlines.Deadline deadline) {
    Route route = match.route();
    try {
      Principal principal = authorize(route, request);
      refuseDeclaredTooLarge(route, request);
      Answers.write(
          response, route.handler().handle(new Call(match, principal, request, response)));
    } catch (Exception e) {
      boolean late = deadline.hasPassed();
      if (late) {
        Thread.interrupted();
      }
      // Of an answer that has begun only the end of the connection can say that it is not whole.
      if (late && !(e instanceof BrokenAnswerException) && !response.isSent()) {
        Answers.problem(response, route.problems(), late(route));
        return;
      }
      refuse(route.problems(), request, response, e);
    }
  }

  private Principal authorize(Route route, ServerRequest request) {
    Optional<Principal> principal = policy.authenticate(bearer(request));
    if (route.access() == Access.OPEN) {
      return principal.orElse(new Principal("anonymous", Set.of()));
    }
    Principal known =
        principal.orElseThrow(
            () ->
                new LooplineException(
                    KernelError.UNAUTHENTICATED,
                    "This server asks for a token: send 'Authorization: Bearer …'."));
    if (!known.may(route.access())) {
      throw new LooplineException(
          KernelError.PERMISSION_DENIED,
          known.name()
              + " may not "
              + route.method()
              + " "
              + request.path().path()
              + ": it takes "
              + route.access()
              + " access.");
    }
    return known;
  }

  private static Optional<String> bearer(ServerRequest request) {
    return request
        .headers()
        .first(HeaderNames.AUTHORIZATION)
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip());
  }

  private static void refuseDeclaredTooLarge(Route route, ServerRequest request) {
    if (request.headers().contentLength().orElse(0) > route.maxBody()) {
      throw new LooplineException(
          KernelError.TOO_LARGE,
          "The body has more than " + route.maxBody() + " bytes; send less, or in parts.");
    }
  }

  private void unmatched(Set<String> allowed, ServerRequest request, ServerResponse response) {
    String asked = method(request) + " " + request.path().path();
    boolean known = !allowed.isEmpty();
    String methods = String.join(", ", allowed);
    Problem problem =
        known
            ? new Problem(
                405,
                HttpError.METHOD_NOT_ALLOWED.name(),
                "There is no " + asked + "; this path takes " + methods + ".",
                Map.of())
            : new Problem(
                404,
                HttpError.ROUTE_NOT_FOUND.name(),
                "There is no " + asked + "; see /openapi for what there is.",
                Map.of());
    Answers.problem(
        response, ProblemShape.RFC_9457, problem, known ? Map.of("Allow", methods) : Map.of());
    observer.answered(method(request), "unmatched", problem.status(), Duration.ZERO);
  }

  private static String method(ServerRequest request) {
    return request.prologue().method().text();
  }

  /** What Helidon itself found wrong, or what a handler that writes by itself let through. */
  void failed(ServerRequest request, ServerResponse response, Throwable error) {
    refuse(ProblemShape.RFC_9457, request, response, error);
  }

  private static void refuse(
      ProblemShape shape, ServerRequest request, ServerResponse response, Throwable error) {
    if (error instanceof BrokenAnswerException broken) {
      LOG.log(Level.WARNING, request.path().path(), broken);
      throw broken;
    }
    if (response.isSent()) {
      throw error instanceof RuntimeException r ? r : new IllegalStateException(error);
    }
    Problem problem = problemOf(request, error);
    Answers.problem(response, shape, problem);
  }

  private static Problem problemOf(ServerRequest request, Throwable error) {
    LooplineException own = cause(LooplineException.class, error);
    if (own != null) {
      int status = Statuses.of(own.code().category());
      if (status == 500) {
        LOG.log(Level.SEVERE, request.path().path(), error);
      }
      return new Problem(
          status, own.code().name(), String.valueOf(own.getMessage()), own.details());
    }
    BrokenBodyException body = cause(BrokenBodyException.class, error);
    if (body != null) {
      return new Problem(
          400, KernelError.INVALID_DOCUMENT.name(), String.valueOf(body.getMessage()), Map.of());
    }
    return switch (error) {
      case HttpException e ->
          new Problem(e.status().code(), "BAD_REQUEST", String.valueOf(e.getMessage()), Map.of());
      case RequestException e ->
          new Problem(400, "BAD_REQUEST", String.valueOf(e.getMessage()), Map.of());
      default -> ourFault(request, error);
    };
  }

  private static Problem ourFault(ServerRequest request, Throwable error) {
    LOG.log(Level.SEVERE, request.path().path(), error);
    if (DiskFull.isCauseOf(error)) {
      return new Problem(
          Statuses.of(KernelError.STORAGE_FULL.category()),
          KernelError.STORAGE_FULL.name(),
          "The server's disk is full, so this request was not carried out. Free some space.",
          Map.of());
    }
    return new Problem(
        500,
        KernelError.INTERNAL.name(),
        "The server failed on this request; its log says why.",
        Map.of());
  }

  private static <T extends Throwable> @Nullable T cause(Class<T> wanted, Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (wanted.isInstance(t)) {
        return wanted.cast(t);
      }
    }
    return null;
  }

  private static Problem late(Route route) {
    return new Problem(
        503,
        KernelError.TIMED_OUT.name(),
        "The request took longer than " + route.timeout().toSeconds() + " s and was stopped.",
        Map.of());
  }

  private static Problem shuttingDown() {
    return new Problem(
        503,
        KernelError.SHUTTING_DOWN.name(),
        "The server is shutting down; try again when it is back.",
        Map.of());
  }

  void drain(Duration atMost) {
    inFlight.drain(atMost);
  }
}
