package dev.loopline.e2e.drill;

import dev.loopline.kernel.json.Json;
import java.util.List;

/** {@code e2e/drill NAME}, {@code e2e/drill --list}. */
public final class Main {
  private static final List<Drill> DRILLS = List.of(new KernelKillDrill(50, 8));

  private Main() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--list")) {
      DRILLS.forEach(d -> System.out.println(d.name() + "  " + d.summary()));
      return;
    }
    List<Drill> wanted = DRILLS.stream().filter(d -> List.of(args).contains(d.name())).toList();
    if (wanted.isEmpty() || wanted.size() < args.length) {
      System.err.println("usage: e2e/drill NAME… | --list");
      System.exit(2);
    }
    boolean met = true;
    for (Drill drill : wanted) {
      DrillReport report = drill.run();
      System.out.println(Json.write(report));
      met &= report.met();
    }
    System.exit(met ? 0 : 1);
  }
}
