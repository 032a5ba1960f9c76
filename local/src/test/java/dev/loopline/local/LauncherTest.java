package dev.loopline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher's shell functions, on a folder that looks like the repository. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of(System.getenv("LOOPLINE_HOME"), "launcher");
  private static final FileTime EARLIER = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final FileTime BUILT = FileTime.from(Instant.parse("2026-01-02T00:00:00Z"));

  @TempDir Path home;

  @BeforeEach
  void aBuildIsThereAndEverythingIsOlder() throws IOException {
    for (String file :
        new String[] {
          "pom.xml",
          "kernel/pom.xml",
          "kernel/src/main/java/A.java",
          "kernel/src/test/java/ATest.java",
          "kernel/target/classes/A.class",
          "components/c1-delivery/src/main/resources/a.json",
          "components/c1-delivery/README.md",
          "web/src/main.tsx",
          "web/test/main.test.tsx",
          "web/package.json",
          "web/README.md",
          "web/dist/index.html",
          "web/node_modules/react/index.js",
          "launcher/jvm.options",
          "examples/hotel-bookings/product.yaml",
          "docs/adr/README.md",
          "e2e/src/main/java/Drill.java",
          "README.md"
        }) {
      Path path = home.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "");
    }
    try (var all = Files.walk(home)) {
      for (Path path : all.toList()) {
        Files.setLastModifiedTime(path, EARLIER);
      }
    }
    build("aaaa", true);
    Files.writeString(home.resolve(".build/current"), "aaaa\n");
    Files.writeString(home.resolve(".build/began"), "");
    Files.setLastModifiedTime(home.resolve(".build/began"), BUILT);
  }

  @Test
  void nothingIsBuiltWhereNothingHasChanged() throws Exception {
    assertThat(changed()).isFalse();
    Files.delete(home.resolve(".build/current"));
    assertThat(changed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pom.xml",
        "kernel/pom.xml",
        "kernel/src/main/java/A.java",
        "components/c1-delivery/src/main/resources/a.json",
        "web/src/main.tsx",
        "web/package.json",
        "launcher/jvm.options"
      })
  void whatRunsIsBuiltAnewWhenItHasChanged(String file) throws Exception {
    Files.writeString(home.resolve(file), "changed");
    assertThat(changed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kernel/src/test/java/ATest.java",
        "kernel/target/classes/A.class",
        "components/c1-delivery/README.md",
        "web/test/main.test.tsx",
        "web/README.md",
        "web/dist/index.html",
        "web/node_modules/react/index.js",
        "examples/hotel-bookings/product.yaml",
        "docs/adr/README.md",
        "e2e/src/main/java/Drill.java",
        "README.md"
      })
  void whatDoesNotRunSetsOffNoBuild(String file) throws Exception {
    Files.writeString(home.resolve(file), "changed");
    assertThat(changed()).isFalse();
  }

  @Test
  void aRemovedSourceIsAChange() throws Exception {
    Files.delete(home.resolve("kernel/src/main/java/A.java"));
    assertThat(changed()).isTrue();
  }

  @Test
  void aBuildThatSomebodyRunsIsNotRemoved() throws Exception {
    build("bbbb", true);
    build("cccc", true);
    build("dddd", false);
    String running = "home=" + home + "; use_current_build && echo held && read -r line";
    Process process = new ProcessBuilder("sh", "-c", sourced(running)).start();
    try (var said = process.inputReader()) {
      assertThat(said.readLine()).isEqualTo("held");

      sh("remove_other_builds cccc dddd");
      assertThat(home.resolve(".build/aaaa")).exists();
      assertThat(home.resolve(".build/bbbb")).doesNotExist();
      assertThat(home.resolve(".build/cccc")).exists();
    } finally {
      process.destroyForcibly().onExit().join();
    }
    sh("remove_other_builds cccc dddd");
    assertThat(home.resolve(".build/aaaa")).doesNotExist();
  }

  @Test
  void theClassPathIsThatOfItsBuildInAFixedOrder() throws Exception {
    assertThat(sh("class_path \"$home/.build/aaaa\""))
        .isEqualTo(home + "/.build/aaaa/lib/B.jar:" + home + "/.build/aaaa/lib/a.jar");
  }

  private void build(String hash, boolean whole) throws IOException {
    Path lib = Files.createDirectories(home.resolve(".build").resolve(hash).resolve("lib"));
    Files.writeString(lib.resolve("a.jar"), "");
    Files.writeString(lib.resolve("B.jar"), "");
    if (whole) {
      Files.writeString(lib.resolveSibling("used"), "");
    }
  }

  private boolean changed() throws Exception {
    return sh("if changed; then echo yes; else echo no; fi").equals("yes\n");
  }

  private String sh(String script) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", sourced("home=" + home + "; " + script))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String sourced(String script) {
    return "set -eu; . " + LAUNCHER + "/builds.sh; . " + LAUNCHER + "/ui.sh; " + script;
  }
}
