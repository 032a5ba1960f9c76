package dev.loopline.bench;

import dev.loopline.bench.screen.ScreenBench;
import dev.loopline.bench.tracking.TrackingBench;
import java.util.ArrayList;
import java.util.List;

/** {@code bench/run NAME}, {@code bench/run --list}. */
public final class Main {
  private static final List<Bench> BENCHES = all();

  private Main() {}

  private static List<Bench> all() {
    List<Bench> all =
        new ArrayList<>(
            List.of(
                new StartUpBench(),
                DemoBench.generated(),
                DemoBench.real(),
                new TrackingBench(),
                new ScreenBench()));
    all.addAll(TrackingBench.parts());
    return all;
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--list")) {
      BENCHES.forEach(b -> System.out.println(b.name() + "  " + b.summary()));
      return;
    }
    List<Bench> wanted = BENCHES.stream().filter(b -> List.of(args).contains(b.name())).toList();
    if (wanted.isEmpty() || wanted.size() < args.length) {
      System.err.println("usage: bench/run NAME… | --list");
      System.exit(2);
    }
    boolean met = true;
    for (Bench bench : wanted) {
      for (Figure figure : bench.run()) {
        System.out.println(figure.json());
        met &= figure.met();
      }
    }
    System.exit(met ? 0 : 1);
  }
}
