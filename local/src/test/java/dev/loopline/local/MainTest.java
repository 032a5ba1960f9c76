package dev.loopline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  @TempDir Path folder;

  @Test
  void theHelpOfEveryVerbHasExamples() {
    List<CommandLine> verbs = new ArrayList<>();
    collect(Main.commandLine(), verbs);

    assertThat(verbs).hasSizeGreaterThan(6);
    assertThat(verbs)
        .allSatisfy(
            verb ->
                assertThat(verb.getUsageMessage())
                    .contains("Examples:")
                    .contains("  loopline " + qualified(verb)));
  }

  private static void collect(CommandLine verb, List<CommandLine> into) {
    if (!verb.getCommandName().equals("help")) {
      into.add(verb);
    }
    verb.getSubcommands().values().forEach(sub -> collect(sub, into));
  }

  private static String qualified(CommandLine verb) {
    String name = verb.getCommandSpec().qualifiedName();
    return name.equals("loopline") ? "" : name.substring("loopline ".length());
  }

  @Test
  void aNewProductIsWholeAndFits() throws IOException {
    Path product = folder.resolve("my-product");

    assertThat(Cli.run("new", product.toString())).isEqualTo(new Cli.Answer(0, ""));
    assertThat(Cli.run("validate", product.toString())).isEqualTo(new Cli.Answer(0, ""));
    assertThat(Files.readString(product.resolve("product.yaml"))).startsWith("name: my-product");
    assertThat(folder.toFile().list()).containsExactly("my-product");
    assertThat(Cli.run("new", product.toString()).error()).contains("is there already");
    assertThat(Cli.run("new", folder.resolve("My Product").toString()).error())
        .contains("is no product name");
  }

  @Test
  void whatDoesNotFitIsAnExitCode() throws IOException {
    Path product = folder.resolve("my-product");
    Cli.run("new", product.toString());
    Files.writeString(product.resolve("pipelines/huge.yaml"), "#".repeat((1 << 20) + 1));

    assertThat(Cli.run("validate", product.toString()).code()).isEqualTo(1);
    assertThat(Cli.run("validate", folder.resolve("none").toString()).error())
        .contains("is no folder");
  }

  @Test
  void whatAUserDidWrongIsOneLine() throws IOException {
    String data = folder.resolve("data").toString();

    assertOneLine(Cli.run("up", "--data-dir", data, "--config", "none.yaml"), "none.yaml");
    assertOneLine(Cli.run("up", "--data-dir", data, "--set", "server.prot=1"), "server.port");
    assertOneLine(Cli.run("audit", "verify", "--data-dir", data), "no Loopline data");
    assertOneLine(Cli.run("demo", "--report", "none/report.json"), "The report cannot be written");
    assertOneLine(Cli.run("demo", "--data", "none.csv"), "none.csv is refused");
  }

  private static void assertOneLine(Cli.Answer answer, String text) {
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.error()).startsWith("loopline: ").contains(text).hasLineCount(1);
  }

  @Test
  void flagsGoBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("loopline.yaml"), "server: {port: 1}");
    int[] ports = freePorts(3);
    Map<String, String> environment = Map.of("LOOPLINE_SERVER_PORT", "" + ports[0]);
    String[] up = {"up", "--data-dir", data.toString()};
    String[] set = {"--set", "server.port=" + ports[1]};
    String[] flag = {"--port", "" + ports[2]};

    assertReadyAt(ports[0], environment, up);
    assertReadyAt(ports[1], environment, joined(up, set));
    assertReadyAt(ports[2], environment, joined(joined(up, set), flag));
  }

  private static void assertReadyAt(int port, Map<String, String> environment, String... arguments)
      throws Exception {
    try (Cli up = Cli.start(environment, arguments)) {
      assertThat(up.await("ready")).contains("http://localhost:" + port);
      up.terminate();
    }
  }

  @Test
  void aSecondServerOnOneFolderAndATakenPortAreRefusedAndSigtermEndsWell() throws Exception {
    String data = folder.resolve("data").toString();
    try (Cli up = Cli.start(Map.of(), "up", "--port", "0", "--data-dir", data)) {
      String url = up.await("ready").replaceAll(".*(http://\\S+).*", "$1");
      String port = url.substring(url.lastIndexOf(':') + 1);

      assertOneLine(Cli.run("up", "--port", "0", "--data-dir", data), data);
      String other = folder.resolve("other").toString();
      assertOneLine(Cli.run("up", "--port", port, "--data-dir", other), "Port " + port);
      assertThat(up.terminate()).isLessThan(10);
      assertThat(Cli.run("audit", "verify", "--data-dir", data).code()).isZero();
    }
  }

  @Test
  void aDemoThatIsStoppedInTheMiddleEndsSoonAndWell() throws Exception {
    String data = folder.resolve("demo").toString();
    try (Cli demo = Cli.start(Map.of(), "demo", "--port", "0", "--data-dir", data)) {
      demo.await("validated, tested, packaged and delivered");
      double seconds = demo.terminate();

      assertThat(demo.said()).as("said").last().asString().contains("Stopped before the end");
      assertThat(demo.said()).noneMatch(line -> line.contains("Exception"));
      assertThat(seconds).isLessThan(10);
      assertThat(Cli.run("audit", "verify", "--data-dir", data).code()).isZero();
    }
  }

  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static String[] joined(String[] first, String[] second) {
    return java.util.stream.Stream.of(first, second)
        .flatMap(java.util.stream.Stream::of)
        .toArray(String[]::new);
  }
}
