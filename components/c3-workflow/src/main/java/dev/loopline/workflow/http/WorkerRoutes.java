package dev.loopline.workflow.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.workflow.Workers;
import dev.loopline.workflow.spi.Measurements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The worker protocol over HTTP; see the component's README for its rules. */
public final class WorkerRoutes {
  private static final String TAG = "worker";
  private static final long LARGEST_OUTPUT = 4L << 30;
  private static final int LONGEST_WAIT = 20;
  private static final Duration TRANSFER = Duration.ofMinutes(30);

  private final Workers workers;
  private final Artifacts artifacts;

  private WorkerRoutes(Workers workers, Artifacts artifacts) {
    this.workers = workers;
    this.artifacts = artifacts;
  }

  /**
   * @param waitSeconds how long to wait for work, at most 20
   */
  public record LeaseRequest(String worker, @Nullable Integer waitSeconds) {}

  public record LeaveRequest(String worker) {}

  /**
   * @param waitSeconds how long to wait for news, at most 20
   */
  public record HeartbeatRequest(String token, @Nullable Integer waitSeconds) {}

  public record LogRequest(String token, List<String> lines) {}

  /**
   * @param error why the attempt failed; absent where it succeeded
   */
  public record CompleteRequest(
      String token, @Nullable Map<String, JsonNode> outputs, @Nullable String error) {}

  /**
   * @param environment what the child runs on and with; absent where it was told before
   */
  public record MeasureRequest(
      String token, @Nullable JsonNode environment, @Nullable List<Measurements.Sample> samples) {}

  /** A stored output. */
  public record StoredOutput(String digest, long size) {}

  public static List<Route> routes(Workers workers, Artifacts artifacts) {
    WorkerRoutes routes = new WorkerRoutes(workers, artifacts);
    return List.of(
        Route.post("/api/v1/worker/lease")
            .id("leaseTask")
            .tag(TAG)
            .summary("Takes a task to work on, waiting for one; 204 where none came")
            .access(Access.WORKER)
            .accepts(LeaseRequest.class)
            .answers(Workers.Leased.class)
            .streaming()
            .to(routes::lease),
        Route.post("/api/v1/worker/heartbeat")
            .id("heartbeat")
            .tag(TAG)
            .summary("Keeps an attempt; answers at once when it shall stop")
            .access(Access.WORKER)
            .accepts(HeartbeatRequest.class)
            .answers(Workers.Heartbeat.class)
            .streaming()
            .to(routes::heartbeat),
        Route.post("/api/v1/worker/log")
            .id("appendTaskLog")
            .tag(TAG)
            .summary("Adds lines to the attempt's log")
            .access(Access.WORKER)
            .accepts(LogRequest.class)
            .maxBody(8 << 20)
            .to(routes::log),
        Route.post("/api/v1/worker/measurements")
            .id("measureTask")
            .tag(TAG)
            .summary("What machine and child do while the attempt runs")
            .access(Access.WORKER)
            .accepts(MeasureRequest.class)
            .maxBody(4 << 20)
            .to(routes::measure),
        Route.post("/api/v1/worker/complete")
            .id("completeTask")
            .tag(TAG)
            .summary("Ends the attempt; ATTEMPT_LOST where it is another's by now")
            .access(Access.WORKER)
            .accepts(CompleteRequest.class)
            .maxBody(8 << 20)
            .to(routes::complete),
        Route.post("/api/v1/worker/leave")
            .id("leaveWorker")
            .tag(TAG)
            .summary("The worker stops: its attempts are given to others at once")
            .access(Access.WORKER)
            .accepts(LeaveRequest.class)
            .to(routes::leave),
        Route.get("/api/v1/worker/inputs/{digest}")
            .id("getTaskInput")
            .tag(TAG)
            .summary("A blob that a launch names")
            .access(Access.WORKER)
            .timeout(TRANSFER)
            .to(routes::input),
        Route.put("/api/v1/worker/outputs")
            .id("putTaskOutput")
            .tag(TAG)
            .summary("Stores a file of an attempt; durable when answered")
            .access(Access.WORKER)
            .answers(StoredOutput.class)
            .maxBody(LARGEST_OUTPUT)
            .timeout(TRANSFER)
            .to(routes::output));
  }

  private Reply lease(Call call) {
    LeaseRequest request = call.body(LeaseRequest.class);
    return workers
        .lease(required("worker", request.worker()), wait(request.waitSeconds()))
        .map(Reply::json)
        .orElseGet(Reply::empty);
  }

  private Reply heartbeat(Call call) {
    HeartbeatRequest request = call.body(HeartbeatRequest.class);
    return Reply.json(
        workers.heartbeat(required("token", request.token()), wait(request.waitSeconds())));
  }

  private Reply log(Call call) {
    LogRequest request = call.body(LogRequest.class);
    workers.log(
        required("token", request.token()), request.lines() == null ? List.of() : request.lines());
    return Reply.empty();
  }

  private Reply measure(Call call) {
    MeasureRequest request = call.body(MeasureRequest.class);
    List<Measurements.Sample> samples = request.samples();
    workers.measured(
        required("token", request.token()),
        new Measurements(request.environment(), samples == null ? List.of() : samples));
    return Reply.empty();
  }

  private Reply complete(Call call) {
    CompleteRequest request = call.body(CompleteRequest.class);
    String token = required("token", request.token());
    if (request.error() != null) {
      workers.fail(token, request.error());
    } else {
      workers.succeed(token, request.outputs() == null ? Map.of() : request.outputs());
    }
    return Reply.empty();
  }

  private Reply leave(Call call) {
    workers.leave(required("worker", call.body(LeaveRequest.class).worker()));
    return Reply.empty();
  }

  private Reply input(Call call) {
    Digest digest = Digest.parse(call.path("digest"));
    long size = artifacts.find(digest).map(Blob::size).orElse(0L);
    return Reply.attachment(digest.hex(), "application/octet-stream", size, artifacts.open(digest));
  }

  private Reply output(Call call) {
    Blob blob = artifacts.put(call.stream(), LARGEST_OUTPUT);
    return Reply.json(new StoredOutput(blob.digest().toString(), blob.size()));
  }

  private static String required(String name, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new LooplineException(KernelError.INVALID_ARGUMENT, "'" + name + "' is missing.");
    }
    return value;
  }

  private static Duration wait(@Nullable Integer seconds) {
    return Duration.ofSeconds(seconds == null ? 0 : Math.clamp(seconds, 0, LONGEST_WAIT));
  }
}
