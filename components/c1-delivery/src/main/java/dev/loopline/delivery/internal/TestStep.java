package dev.loopline.delivery.internal;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.spi.IsolatedStep;
import dev.loopline.workflow.spi.Launch;
import dev.loopline.workflow.spi.StepContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The product's own tests, in a child process that starts in a copy of the commit, without network
 * unless ci.yaml asks for it. What else it can see depends on the worker, whose log says where it
 * cannot isolate. Each test has a shell of its own; all are run, and told one by one.
 */
final class TestStep implements IsolatedStep {
  private static final String SCRIPT =
      """
      failed=0
      number=0
      if [ $# -eq 0 ]; then echo 'ci.yaml declares no tests.'; fi
      for test in "$@"; do
        number=$((number + 1))
        printf '=== test %s of %s: %s\\n' "$number" "$#" "$test"
        if sh -c "$test"; then
          printf '=== passed\\n'
        else
          printf '=== failed with exit code %s\\n' "$?"
          failed=$((failed + 1))
        fi
      done
      if [ "$failed" -gt 0 ]; then
        printf '%s of %s tests failed\\n' "$failed" "$#"
        exit 1
      fi
      printf '{"outputs": {"tests": %s}}' "$#" > result.json
      """;

  private final Packages packages;
  private final Declarations declarations;

  TestStep(Packages packages, Declarations declarations) {
    this.packages = packages;
    this.declarations = declarations;
  }

  @Override
  public String name() {
    return "delivery.test";
  }

  @Override
  public boolean isInternal() {
    return true;
  }

  @Override
  public Launch launch(StepContext context) {
    Digest source = Packages.of(context, "checkout");
    CiFile ci =
        declarations.ci(
            SourceArchive.read(
                packages.open(source), Declarations::mayBeOne, Declarations.LARGEST_FILE));
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
    command.addAll(ci.tests());
    Launch launch = Launch.command(command, Json.object()).source(source);
    return ci.network() ? launch.networked() : launch;
  }
}
