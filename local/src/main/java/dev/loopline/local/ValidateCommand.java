package dev.loopline.local;

import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Violation;
import dev.loopline.local.demo.Folders;
import dev.loopline.server.Validation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline validate}: what delivery would say of a product, before it is pushed. */
@Command(
    name = "validate",
    description =
        "Checks a product's folder as a push would: YAML, schemas, SQL, pipelines. Exit code 1 where"
            + " something does not fit.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline validate",
      "  loopline validate examples/hotel-bookings",
      "  loopline validate --json examples/hotel-bookings"
    })
final class ValidateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..1",
      defaultValue = ".",
      description = "The product's folder. Default: this one.")
  Path folder = Path.of(".");

  @Option(names = "--json", description = "Answer as JSON.")
  boolean json;

  @Override
  public Integer call() {
    Path scratch = Folders.temporary("loopline-validate");
    try {
      List<Violation> found = Validation.of(folder, scratch);
      if (json) {
        System.out.println(Json.write(Map.of("valid", found.isEmpty(), "violations", found)));
      } else if (found.isEmpty()) {
        System.out.println("All declarations in " + folder + " fit.");
      } else {
        found.forEach(System.out::println);
      }
      return found.isEmpty() ? 0 : 1;
    } finally {
      Folders.delete(scratch);
    }
  }
}
