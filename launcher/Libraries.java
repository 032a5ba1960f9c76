import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.ClassFileVersion;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Makes the libraries of a build quick to load, for a process pays for it at each of its starts:
 * this machine's native libraries are laid beside the jars, so that nobody unpacks them again, or
 * at least does not inflate them, and signed jars lose their signatures (Maven has checked what it
 * fetched), because the classes of a signed jar are kept out of the start-up cache, and so are
 * classes as compilers wrote them before Java 6, without the frames that verify them: they get
 * them. On a machine that is not known here the libraries unpack themselves, as ever.
 *
 * <p>{@code java launcher/Libraries.java LIB}, where LIB is the folder of the jars.
 */
final class Libraries {
  private static final Pattern SIGNATURE =
      Pattern.compile("META-INF/[^/]*\\.(SF|RSA|DSA|EC)", Pattern.CASE_INSENSITIVE);

  /** By operating system and processor: which entry of which jar; a name ends the entry's path. */
  private static final Map<String, List<String>> NATIVE =
      Map.of(
          "linux amd64",
          List.of(
              "sqlite-jdbc org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
              "rocksdbjni librocksdbjni-linux64.so",
              "duckdb_jdbc libduckdb_java.so_linux_amd64",
              "onnxruntime ai/onnxruntime/native/linux-x64/libonnxruntime.so",
              "onnxruntime ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so"),
          "linux aarch64",
          List.of(
              "sqlite-jdbc org/sqlite/native/Linux/aarch64/libsqlitejdbc.so",
              "rocksdbjni librocksdbjni-linux-aarch64.so",
              "duckdb_jdbc libduckdb_java.so_linux_arm64",
              "onnxruntime ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
              "onnxruntime ai/onnxruntime/native/linux-aarch64/libonnxruntime4j_jni.so"));

  /** DuckDB looks beside its jar only where the jar itself has none. */
  private static final Pattern BESIDE_ONLY = Pattern.compile("libduckdb_java\\.so_.*");

  /** XGBoost takes it from the jar and nowhere else. */
  private static final Pattern STORED = Pattern.compile("lib/.*/libxgboost4j\\.so");

  /** What reads the command line at each start. */
  private static final Pattern OLD_CLASSES = Pattern.compile("picocli-.*\\.jar");

  private Libraries() {}

  public static void main(String[] args) throws IOException {
    Path lib = Path.of(args[0]);
    List<String> unpacked = NATIVE.getOrDefault(machine(), List.of());
    for (String wanted : unpacked) {
      String[] parts = wanted.split(" ");
      for (Path jar : jars(lib)) {
        if (jar.getFileName().toString().startsWith(parts[0])) {
          unpack(jar, parts[1], lib);
        }
      }
    }
    Predicate<String> drop =
        unpacked.isEmpty() ? SIGNATURE.asMatchPredicate() : SIGNATURE.asMatchPredicate().or(BESIDE_ONLY.asMatchPredicate());
    for (Path jar : jars(lib)) {
      if (OLD_CLASSES.matcher(jar.getFileName().toString()).matches()
          || has(jar, drop.or(STORED.asMatchPredicate()))) {
        rewrite(jar, drop);
      }
    }
  }

  /** Empty where the C library is another one than the native libraries here are built for. */
  private static String machine() throws IOException {
    try (Stream<Path> loaders = Files.isDirectory(Path.of("/lib")) ? Files.list(Path.of("/lib")) : Stream.<Path>empty()) {
      boolean musl = loaders.anyMatch(file -> file.getFileName().toString().startsWith("ld-musl-"));
      return musl
          ? ""
          : System.getProperty("os.name").toLowerCase(Locale.ROOT)
              + " "
              + System.getProperty("os.arch");
    }
  }

  private static List<Path> jars(Path lib) throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static boolean has(Path jar, Predicate<String> name) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      return file.stream().anyMatch(entry -> name.test(entry.getName()));
    }
  }

  private static void rewrite(Path jar, Predicate<String> drop) throws IOException {
    Path rewritten = jar.resolveSibling(jar.getFileName() + ".new");
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      Manifest manifest = file.getManifest();
      // The sections of single entries hold their digests, which only a signature needs.
      manifest.getEntries().clear();
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(rewritten), manifest)) {
        file.stream()
            .filter(entry -> !entry.getName().equals(JarFile.MANIFEST_NAME))
            .filter(entry -> !drop.test(entry.getName()))
            .forEach(entry -> copy(file, entry, out));
      }
    }
    Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copy(JarFile from, JarEntry entry, JarOutputStream to) {
    try (InputStream in = content(from, entry)) {
      JarEntry same = new JarEntry(entry.getName());
      same.setTime(entry.getTime());
      if (STORED.matcher(entry.getName()).matches()) {
        same.setMethod(ZipEntry.STORED);
        same.setSize(entry.getSize());
        same.setCrc(entry.getCrc());
      }
      to.putNextEntry(same);
      in.transferTo(to);
      to.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream content(JarFile from, JarEntry entry) throws IOException {
    InputStream in = from.getInputStream(entry);
    if (!entry.getName().endsWith(".class") || !OLD_CLASSES.matcher(Path.of(from.getName()).getFileName().toString()).matches()) {
      return in;
    }
    byte[] bytes = in.readAllBytes();
    ClassFile files =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(type -> open(from, type))
                    .orElse(ClassHierarchyResolver.ofResourceParsing(ClassLoader.getPlatformClassLoader()))),
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    ClassModel model = files.parse(bytes);
    if (model.majorVersion() >= ClassFile.JAVA_6_VERSION) {
      return new ByteArrayInputStream(bytes);
    }
    return new ByteArrayInputStream(
        files.transformClass(
            model,
            ClassTransform.dropping(ClassFileVersion.class::isInstance)
                // Only code that is written anew gets frames.
                .andThen(ClassTransform.transformingMethodBodies((to, part) -> to.with(part)))
                .andThen(ClassTransform.endHandler(to -> to.withVersion(ClassFile.JAVA_8_VERSION, 0)))));
  }

  private static InputStream open(JarFile jar, ClassDesc type) {
    String descriptor = type.descriptorString();
    JarEntry entry =
        jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(Path jar, String name, Path lib) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      JarEntry entry = file.getJarEntry(name);
      if (entry == null) {
        throw new IOException(jar.getFileName() + " has no " + name + ": its version changed");
      }
      Path target = lib.resolve(name.substring(name.lastIndexOf('/') + 1));
      try (InputStream in = file.getInputStream(entry);
          OutputStream out = Files.newOutputStream(target)) {
        in.transferTo(out);
      }
    }
  }
}
