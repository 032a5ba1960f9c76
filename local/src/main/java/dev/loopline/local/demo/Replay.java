package dev.loopline.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.client.LooplineClient;
import dev.loopline.client.LooplineClient.Label;
import dev.loopline.client.LooplineClient.Prediction;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Plays bookings in the order in which they were made, outcomes on the day they became known, all
 * through the public API. Event time moves on only when all that it set off has come to rest.
 */
final class Replay {
  static final String PRODUCT = "hotel-bookings";
  static final String ENDPOINT = "cancellation";

  private static final String SOURCE = "bookings";
  private static final int CHUNK = 5_000;
  private static final Duration LONGEST_WORK = Duration.ofMinutes(10);

  /**
   * Of one call that waits: a server that is stopped meanwhile need not wait for more than that.
   */
  private static final Duration SLICE = Duration.ofSeconds(1);

  private static final String BOOKED =
      "strptime(arrival_date_year || '-' || arrival_date_month || '-' || arrival_date_day_of_month,"
          + " '%Y-%B-%d') - to_days(lead_time::integer)";

  private final LooplineClient client;
  private final Timeline timeline;
  private final Account account;
  private final Path folder;
  private long predictions;
  private long labels;
  private String lastPrediction = "";

  Replay(LooplineClient client, Timeline timeline, Account account, Path folder) {
    this.client = client;
    this.timeline = timeline;
    this.account = account;
    this.folder = folder;
  }

  /** How much was played, and one prediction of it. */
  record Played(long predictions, long labels, String prediction) {}

  Played play(Path product, int rows) {
    client.createProduct(PRODUCT);
    client.advance(PRODUCT, midnight(Timeline.START.minusDays(1)));
    account.say("Stage A: product %s is created", PRODUCT);
    analyze();
    deliver(product);
    history();
    train();
    LocalDate last = timeline.last();
    long days = ChronoUnit.DAYS.between(Timeline.START, last) + 1;
    Set<String> told = new HashSet<>();
    for (LocalDate day = Timeline.START; !day.isAfter(last); day = day.plusDays(1)) {
      account.progress(
          day + ", " + predictions + " bookings scored",
          ChronoUnit.DAYS.between(Timeline.START, day),
          days);
      play(day);
      tell(told);
    }
    account.say(
        "The end of the data: %d bookings scored, %d outcomes known, of %d rows",
        predictions, labels, rows);
    return new Played(predictions, labels, lastPrediction);
  }

  /** What is known of the past is uploaded as it is, and looked at before anything is built. */
  private void analyze() {
    Path file = folder.resolve("bookings-known-on-" + Timeline.START + ".csv");
    Set<String> known = new HashSet<>();
    timeline.knownBefore(Timeline.START).forEach(label -> known.add(label.key()));
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(String.join(",", BookingColumns.ALL));
      out.newLine();
      for (Booking b : timeline.madeBefore(Timeline.START)) {
        if (known.contains(b.key())) {
          out.write(String.join(",", BookingColumns.ALL.stream().map(c -> quoted(b, c)).toList()));
          out.newLine();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client.uploadSource(PRODUCT, SOURCE, file);
    JsonNode analysis =
        client.analyze(PRODUCT, SOURCE, "is_canceled", BOOKED, "reservation_status_date");
    List<String> suspects = new ArrayList<>();
    analysis.path("suspects").forEach(s -> suspects.add(s.path("column").asText()));
    account.say(
        "Analysis of %d past bookings: label known after a median of %.0f days; leakage suspected in"
            + " %s",
        analysis.path("rows").asLong(),
        analysis.path("lag").path("medianDays").asDouble(),
        suspects.stream().distinct().sorted().toList());
  }

  private static String quoted(Booking booking, String column) {
    String value = booking.value(column);
    return value.matches("[^\",\r\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private void deliver(Path product) {
    URI remote = client.server().resolve("/git/" + PRODUCT + ".git");
    String commit = ProductRepository.push(product, folder.resolve("repository"), remote);
    rest();
    JsonNode delivery =
        client.get(LooplineClient.path(PRODUCT, "deliveries") + "?limit=1").path("items").path(0);
    if (!delivery.path("state").asText().equals("SUCCEEDED")) {
      List<String> errors = new ArrayList<>();
      delivery
          .path("steps")
          .forEach(
              s -> {
                if (s.hasNonNull("error")) {
                  errors.add(s.path("name").asText() + ": " + s.path("error").asText());
                }
              });
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT, "The example was not delivered. " + errors);
    }
    account.say("Commit %s is validated, tested, packaged and delivered", commit.substring(0, 10));
  }

  private void history() {
    List<Booking> past = timeline.madeBefore(Timeline.START);
    for (int i = 0; i < past.size(); i += CHUNK) {
      account.progress("past bookings into the feature store", i, past.size());
      push(past.subList(i, Math.min(past.size(), i + CHUNK)));
    }
    List<Label> known = timeline.knownBefore(Timeline.START);
    for (int i = 0; i < known.size(); i += CHUNK) {
      record(known.subList(i, Math.min(known.size(), i + CHUNK)));
    }
    account.say("%d past bookings and %d outcomes are in", past.size(), known.size());
  }

  /** The month's beginning is a schedule of the product's own: it starts the first training. */
  private void train() {
    advance(Timeline.START);
    JsonNode endpoint = client.get(LooplineClient.path(PRODUCT, "endpoints", ENDPOINT));
    if (!endpoint.hasNonNull("champion")) {
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT, "No first model was promoted: " + whyNot());
    }
  }

  private String whyNot() {
    StringBuilder why = new StringBuilder();
    for (JsonNode run : client.list(LooplineClient.path(PRODUCT, "pipeline-runs"))) {
      if (run.path("state").asText().equals("FAILED")) {
        JsonNode whole = client.get("/api/v1/pipeline-runs/" + run.path("id").asText());
        for (JsonNode task : whole.path("tasks")) {
          if (task.hasNonNull("error")) {
            why.append(task.path("id").asText())
                .append(": ")
                .append(task.path("error").asText())
                .append(' ');
          }
        }
      }
    }
    for (JsonNode c : client.list(LooplineClient.path(PRODUCT, "challenges"))) {
      why.append(c.path("reason").asText()).append(' ');
    }
    return why.isEmpty() ? "no training was started." : why.toString();
  }

  private void play(LocalDate day) {
    List<Booking> made = timeline.madeOn(day);
    if (!made.isEmpty()) {
      push(made);
      score(day, made);
    }
    record(timeline.knownOn(day));
    advance(day.plusDays(1));
  }

  private void push(List<Booking> bookings) {
    JsonNode receipt =
        client.pushRows(PRODUCT, SOURCE, bookings.stream().map(Timeline::row).toList());
    long rejected = receipt.path("rejected").asLong();
    if (rejected > 0) {
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT,
          "Of "
              + bookings.size()
              + " bookings made from "
              + bookings.getFirst().bookedOn()
              + " to "
              + bookings.getLast().bookedOn()
              + " the feature store rejected "
              + rejected
              + ": every one must be scored. The rules of the product's source say why.");
    }
  }

  private void score(LocalDate day, List<Booking> made) {
    List<String> keys = made.stream().map(Booking::key).toList();
    List<Prediction> answers = client.predict(PRODUCT, ENDPOINT, keys);
    if (!answers.stream().map(Prediction::key).toList().equals(keys)) {
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT,
          "Of "
              + keys.size()
              + " bookings made on "
              + day
              + " the endpoint "
              + ENDPOINT
              + " scored "
              + answers.size()
              + ", not each once and in their order.");
    }
    predictions += answers.size();
    lastPrediction = answers.getLast().id();
  }

  private void record(List<Label> known) {
    if (!known.isEmpty()) {
      client.recordLabels(PRODUCT, known);
      labels += known.size();
    }
  }

  /**
   * Moves event time to the beginning of a day: not before all is at rest, and till it is again.
   */
  private void advance(LocalDate day) {
    rest();
    client.advance(PRODUCT, midnight(day));
    rest();
  }

  private void rest() {
    long slices = LONGEST_WORK.dividedBy(SLICE);
    for (long i = 0; i < slices; i++) {
      if (client.awaitRest(SLICE)) {
        return;
      }
    }
    throw new LooplineException(
        KernelError.INVALID_DOCUMENT,
        "The work that was set off did not come to rest within "
            + LONGEST_WORK.toMinutes()
            + " minutes. What is under way: "
            + client.post("/api/v1/rest?timeout=0", Map.of()).path("outstanding"));
  }

  /** Decisions since the last look, told as they fall. */
  private void tell(Set<String> told) {
    for (JsonNode c : client.list(LooplineClient.path(PRODUCT, "challenges"))) {
      String state = c.path("state").asText();
      if (!state.equals("RUNNING") && told.add(c.path("id").asText() + state)) {
        account.say(
            "%s  version %s %s: %s",
            c.path("decidedAt").asText().substring(0, 10),
            c.path("challenger").asText(),
            state.toLowerCase(Locale.ROOT).replace('_', ' '),
            c.path("reason").asText());
      }
    }
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
