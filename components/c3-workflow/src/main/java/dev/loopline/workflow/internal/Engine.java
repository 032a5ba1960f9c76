package dev.loopline.workflow.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.rest.Activity;
import dev.loopline.workflow.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The parts that run pipelines, put together. */
public record Engine(
    StepTypes types,
    RunStore store,
    Starter starter,
    Triggers triggers,
    Workers workers,
    TaskLogs logs,
    Conductor conductor,
    StepPool pool,
    Wakeup wakeup)
    implements AutoCloseable {

  /**
   * @param threads for in-process steps
   * @param lease how long an attempt without a sign of life is still its owner's
   */
  public static Engine of(Kernel kernel, int threads, Duration lease) {
    Path folder = kernel.folder("workflow");
    Wakeup wakeup = new Wakeup(kernel.clock());
    StepPool pool = new StepPool(threads, wakeup::signal);
    StepTypes types = new StepTypes();
    types.register(new CommandStep());
    TaskLogs logs = new TaskLogs(folder.resolve("logs"));
    RunStore store = new RunStore(kernel, types, wakeup, pool::stop);
    Attempts attempts = new Attempts(kernel, store, logs, lease);
    Contexts contexts = new Contexts(kernel, logs);
    Starter starter = new Starter(kernel, store);
    String owner = owner(kernel, folder.resolve("server-id"));
    InProcessRunner runner = new InProcessRunner(owner, types, pool, attempts, contexts, wakeup);
    kernel.rest().register(new Runs(kernel));
    kernel.garbage().register(new WorkflowBlobs(kernel));
    return new Engine(
        types,
        store,
        starter,
        new Triggers(kernel, starter),
        new LeasedWork(kernel, types, attempts, contexts, logs, wakeup),
        logs,
        new Conductor(kernel, owner, types, attempts, runner, wakeup),
        pool,
        wakeup);
  }

  /** Runs that wait or are under way: what rest waits for. */
  private record Runs(Kernel kernel) implements Activity {
    @Override
    public String name() {
      return "pipeline runs";
    }

    @Override
    public long outstanding() {
      return kernel.db().read(RunDao::outstanding);
    }
  }

  /**
   * The name of the server on this data directory, the same after a restart: what it had when it
   * stopped is then known to be nobody's, without waiting for claims to run out.
   */
  private static String owner(Kernel kernel, Path file) {
    try {
      if (!Files.exists(file)) {
        Path part = file.resolveSibling("server-id.part");
        Files.writeString(part, kernel.ids().next("server"));
        Files.move(part, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  @Override
  public void close() {
    wakeup.close();
    conductor.close();
    pool.close();
    conductor.giveBack();
  }
}
