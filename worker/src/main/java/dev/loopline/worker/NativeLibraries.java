package dev.loopline.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where this JVM was told that the native libraries lie: a child is told the same, because each
 * library would unpack itself again into the child's folder. Nothing, where it was not told.
 */
final class NativeLibraries {
  /** Each names a folder. */
  private static final List<String> PROPERTIES = List.of("onnxruntime.native.path");

  private NativeLibraries() {}

  static Stream<String> options() {
    return PROPERTIES.stream()
        .filter(name -> System.getProperty(name) != null)
        .map(name -> "-D" + name + "=" + System.getProperty(name));
  }

  static Stream<Path> files() {
    return PROPERTIES.stream().map(System::getProperty).filter(Objects::nonNull).map(Path::of);
  }
}
