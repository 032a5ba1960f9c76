package dev.loopline.server;

import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.garbage.GarbageReport;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Removes for good what was deleted, and what nobody uses. */
record GarbageRoutes(Kernel kernel) {
  private static final Duration LONGEST = Duration.ofHours(6);
  private static final int MOST_NAMED = 1_000;

  /** As MLflow's command line writes times: {@code 30d}, {@code 1d12h}, {@code 90m}. */
  private static final Pattern SHORT =
      Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");

  /**
   * What shall go; absent: all that is deleted, at whatever time.
   *
   * @param olderThan how long ago it was deleted at least, such as {@code 30d} or {@code P30D}
   * @param experiments ids; with {@code runs} nothing else goes, where either names any
   * @param runs ids
   * @param grace how old a blob must be at least that nobody uses
   */
  record GarbageRequest(
      @Nullable String olderThan,
      @Nullable List<String> experiments,
      @Nullable List<String> runs,
      @Nullable String grace) {
    static final GarbageRequest ALL = new GarbageRequest(null, null, null, null);
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/v1/gc")
            .id("collectGarbage")
            .tag("storage")
            .summary(
                "Removes deleted things for good, and blobs that nobody uses; or says what would go")
            .query("dryRun", "true: says what would go, and removes nothing; false by default")
            .access(Access.ADMIN)
            .accepts(GarbageRequest.class)
            .answers(GarbageReport.class)
            .timeout(LONGEST)
            .to(this::collect));
  }

  private Reply collect(Call call) {
    GarbageRequest request =
        call.request().content().hasEntity()
            ? call.wholeBody(GarbageRequest.class)
            : GarbageRequest.ALL;
    Instant before = kernel.clock().now().minus(duration("olderThan", request.olderThan()));
    Doomed doomed = new Doomed(before, experiments(request), runs(request));
    Duration grace = duration("grace", request.grace());
    return Reply.json(
        isDryRun(call)
            ? kernel.garbage().weigh(doomed, grace)
            : kernel.garbage().collect(doomed, grace, call.principal().name()));
  }

  /** A word that is neither must not remove anything. */
  private static boolean isDryRun(Call call) {
    Set<String> asked = new TreeSet<>(call.request().query().names());
    asked.remove("dryRun");
    if (!asked.isEmpty() || call.queryAll("dryRun").size() > 1) {
      throw invalid("A collection takes the query parameter 'dryRun' once, and no other.");
    }
    return switch (call.query("dryRun").orElse("false")) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw invalid("The query parameter 'dryRun' is neither true nor false.");
    };
  }

  static Duration duration(String name, @Nullable String text) {
    if (text == null) {
      return Duration.ZERO;
    }
    Matcher units = SHORT.matcher(text.toLowerCase(Locale.ROOT));
    if (!text.isEmpty() && units.matches()) {
      return Duration.ofDays(number(units.group(1)))
          .plusHours(number(units.group(2)))
          .plusMinutes(number(units.group(3)))
          .plusSeconds(number(units.group(4)));
    }
    try {
      Duration read = Duration.parse(text);
      if (!read.isNegative() && read.toDays() <= 36_500) {
        return read;
      }
    } catch (DateTimeParseException e) {
      // Falls through to the one message for all that is no such time.
    }
    throw invalid("'" + name + "' is '" + text + "'; a time such as 30d, 12h or P30D is expected.");
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static Set<Long> experiments(GarbageRequest request) {
    return named("experiments", request.experiments()).stream()
        .map(
            id -> {
              if (!id.matches("\\d{1,18}")) {
                throw invalid(
                    "'" + id + "' in 'experiments' is no experiment's id; give its number.");
              }
              return Long.parseLong(id);
            })
        .collect(Collectors.toSet());
  }

  private static Set<String> runs(GarbageRequest request) {
    return Set.copyOf(named("runs", request.runs()));
  }

  private static List<String> named(String what, @Nullable List<String> ids) {
    List<String> named = ids == null ? List.of() : ids;
    if (named.size() > MOST_NAMED) {
      throw invalid("'" + what + "' names more than " + MOST_NAMED + "; ask several times.");
    }
    return named.stream().distinct().toList();
  }

  private static LooplineException invalid(String message) {
    return new LooplineException(KernelError.INVALID_ARGUMENT, message);
  }
}
