package dev.loopline.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the launcher has prepared of this build that makes a child start sooner: its native
 * libraries, unpacked, and the cache of the classes that it will load. The system property {@code
 * loopline.build} names the folder; without it a child starts as any JVM.
 */
final class Build {
  private Build() {}

  /** For a child whose class path is this JVM's own. */
  static List<String> options() {
    return folder().stream()
        .flatMap(
            build ->
                Stream.concat(
                    Stream.of("-Donnxruntime.native.path=" + build.resolve("lib")),
                    cache(build).map(Build::reading).orElse(Stream.of())))
        .toList();
  }

  /** As it was written with: launcher/build.sh has the same. */
  private static Stream<String> reading(Path cache) {
    return Stream.of(
        "-XX:+UseCompactObjectHeaders",
        "-XX:AOTCache=" + cache,
        "-XX:AOTMode=auto",
        "-Xlog:disable",
        "-Xlog:all=error:stderr");
  }

  private static Optional<Path> cache(Path build) {
    return Optional.of(build.resolve("child.aot")).filter(Files::isReadable);
  }

  static Optional<Path> folder() {
    return Optional.ofNullable(System.getProperty("loopline.build")).map(Path::of);
  }
}
