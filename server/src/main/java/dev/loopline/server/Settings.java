package dev.loopline.server;

import dev.loopline.kernel.config.Setting;
import java.util.List;
import java.util.stream.Stream;

/** Every key of the server's configuration. */
public final class Settings {
  public static final Setting<String> HOST =
      Setting.text(
          "server.host",
          "127.0.0.1",
          "Address to listen on. Anything but a loopback address needs server.tokens.");
  public static final Setting<Integer> PORT =
      Setting.integer("server.port", 8080, 0, 65_535, "Port to listen on; 0 takes any free one.");
  public static final Setting<String> HOSTS =
      Setting.text(
          "server.hosts", "", "Further names, separated by commas, that a Host header may carry.");
  public static final Setting<String> ORIGINS =
      Setting.text(
          "server.origins",
          "",
          "Origins of other pages, separated by commas, whose requests are accepted, such as"
              + " https://ml.example.");
  public static final Setting<String> TOKENS =
      Setting.text(
          "server.tokens",
          "",
          "File of bearer tokens, a line each: NAME ACCESS[,ACCESS…] TOKEN, with READ, WRITE, ADMIN or"
              + " WORKER as access.");
  public static final Setting<Integer> DRAIN =
      Setting.integer(
          "server.drain-seconds", 10, 0, 600, "How long requests under way may take at shutdown.");
  public static final Setting<String> DATABASE =
      Setting.text(
          "database.url", "", "A jdbc:postgresql: URL; empty for SQLite in the data directory.");
  public static final Setting<Integer> SEED =
      Setting.integer(
          "seed",
          20160701,
          0,
          Integer.MAX_VALUE,
          "Root of all seeds: the same data and seed give the same model.");

  public static final Setting<Integer> WORKER_SLOTS =
      Setting.integer(
          "worker.slots",
          1,
          0,
          64,
          "How many tasks at once the server's own worker runs in child processes; 0 leaves all to"
              + " workers elsewhere.");

  private Settings() {}

  public static List<Setting<?>> all() {
    List<Setting<?>> own =
        List.of(HOST, PORT, HOSTS, ORIGINS, TOKENS, DRAIN, DATABASE, SEED, WORKER_SLOTS);
    return Stream.of(own, RegistrySettings.all(), LineageSettings.all())
        .<Setting<?>>flatMap(List::stream)
        .toList();
  }

  /** All keys as a Markdown page: what {@code docs/settings.md} holds. */
  public static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Settings

            A setting's default is overridden by the settings file (`--config FILE`, else
            `loopline.yaml` in the data directory), that by the environment, that by `--set KEY=VALUE`.
            Unknown keys are refused. In the file, keys may be nested: `server:` with `port: 8080`
            below it is `server.port`.

            | key | default | environment | meaning |
            |---|---|---|---|
            """);
    for (Setting<?> s : all()) {
      String fallback = s.fallback().isEmpty() ? "" : "`" + s.fallback() + "`";
      page.append(
          "| `%s` | %s | `%s` | %s |%n".formatted(s.key(), fallback, s.variable(), s.doc()));
    }
    return page.toString();
  }
}
