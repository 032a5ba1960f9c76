package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.files.Durable;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.garbage.Purged;
import dev.loopline.kernel.garbage.Purger;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.MultipartUploads;
import dev.loopline.metadata.RunFiles;
import dev.loopline.metadata.StoredFile;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.internal.UploadFolder.About;
import dev.loopline.metadata.internal.UploadFolder.Done;
import dev.loopline.metadata.internal.UploadFolder.Stored;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@link MultipartUploads} in folders of the component's own, beside the blob store. */
public final class StoredUploads implements MultipartUploads, Purger {
  private static final Duration EXPIRE = Duration.ofDays(1);
  private static final int STRIPES = 64;

  private final Kernel kernel;
  private final RunFiles files;
  private final int most;
  private final Path root;

  /** Of one upload, a part gets its name, or all are put together, or it goes, at a time. */
  private final Lock[] locks =
      IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);

  /**
   * @param most so many may be under way at once
   */
  public StoredUploads(Kernel kernel, RunFiles files, int most) {
    this.kernel = kernel;
    this.files = files;
    this.most = most;
    this.root = kernel.folder("metadata").resolve("uploads");
    try {
      Durable.createDirectories(root);
    } catch (IOException e) {
      throw DiskFull.orUnchecked("create " + root, e);
    }
  }

  /** Something done to an upload's folder. */
  @FunctionalInterface
  private interface Work<T> {
    T on(UploadFolder folder) throws IOException;
  }

  private static <T> T doing(String what, UploadFolder folder, Work<T> work) {
    try {
      return work.on(folder);
    } catch (NoSuchFileException e) {
      // It was there when it was looked for: aborted or collected since.
      throw unknown();
    } catch (IOException e) {
      throw DiskFull.orUnchecked(what, e);
    }
  }

  private <T> T alone(String what, UploadFolder folder, Work<T> work) {
    Lock lock = locks[Math.floorMod(folder.hashCode(), STRIPES)];
    lock.lock();
    try {
      return doing(what, folder, work);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String create(SafePath file, int parts) {
    StoredRunFiles.requirePlace(kernel, file);
    if (parts < 1 || parts > MOST_PARTS) {
      throw Limits.invalid(
          "num_parts is " + parts + "; an upload has from 1 to " + MOST_PARTS + " parts.");
    }
    requireRoom();
    String id = kernel.ids().secret();
    About about = new About(file.toString(), parts, kernel.clock().now());
    return alone(
        "begin an upload",
        new UploadFolder(root.resolve(id)),
        folder -> {
          folder.create(about);
          return id;
        });
  }

  private void requireRoom() {
    if (all().size() < most) {
      return;
    }
    all().forEach(this::dropExpired);
    // Completed ones are kept for those who ask again, and are in nobody's way.
    if (all().stream().filter(f -> !doing("look at an upload", f, UploadFolder::isDone)).count()
        >= most) {
      throw new LooplineException(
          TrackingError.REQUEST_LIMIT_EXCEEDED,
          most
              + " uploads in parts are under way already; complete or abort one, or send the"
              + " file as one PUT.");
    }
  }

  @Override
  public String put(String upload, int part, InputStream in) {
    UploadFolder folder = known(upload);
    About about = requireOpen(folder);
    if (part < 1 || part > about.parts()) {
      throw Limits.invalid(
          "There is no part " + part + "; this upload has parts 1 to " + about.parts() + ".");
    }
    UploadFolder.Incoming incoming = doing("store a part", folder, f -> f.receive(in));
    return alone(
        "store a part",
        folder,
        f -> {
          try {
            requireOpen(f);
            requireFits(f, part, Files.size(incoming.file()));
            f.accept(part, incoming);
            return incoming.etag();
          } finally {
            Files.deleteIfExists(incoming.file());
          }
        });
  }

  private static void requireFits(UploadFolder folder, int part, long size) throws IOException {
    long others =
        folder.parts().values().stream()
            .filter(stored -> stored.number() != part)
            .mapToLong(Stored::size)
            .sum();
    if (others + size > LARGEST_FILE) {
      throw new LooplineException(
          KernelError.TOO_LARGE, "The parts have more than " + LARGEST_FILE + " bytes together.");
    }
  }

  @Override
  public StoredFile complete(String upload, SafePath file, List<Part> parts) {
    List<Part> told =
        parts.stream()
            .map(part -> new Part(part.number(), part.etag().replace("\"", "")))
            .sorted(Comparator.comparingInt(Part::number))
            .toList();
    return alone(
        "complete an upload",
        known(upload),
        folder -> {
          About about = about(folder, file);
          Optional<Done> earlier = folder.done();
          if (earlier.isPresent()) {
            return again(folder, file, earlier.get(), told);
          }
          List<Stored> stored = matched(folder, about, told);
          StoredFile made;
          try (PartsStream in = new PartsStream(stored)) {
            made = files.put(file, in, LARGEST_FILE);
          }
          folder.finish(new Done(String.valueOf(made.digest()), made.size(), told));
          return made;
        });
  }

  private static StoredFile again(UploadFolder folder, SafePath file, Done done, List<Part> told)
      throws IOException {
    if (!done.parts().equals(told)) {
      throw Limits.invalid("The upload was completed before, with other parts.");
    }
    folder.dropParts();
    return new StoredFile(file.toString(), Digest.parse(done.digest()), done.size());
  }

  /** The parts on disk in their order; refused where they are not those that the sender means. */
  private static List<Stored> matched(UploadFolder folder, About about, List<Part> told)
      throws IOException {
    Map<Integer, Stored> there = folder.parts();
    List<Stored> matched = new ArrayList<>();
    for (int number = 1; number <= about.parts(); number++) {
      Stored stored = there.get(number);
      if (stored == null) {
        throw Limits.invalid("Part " + number + " was not sent yet; send it, then complete.");
      }
      if (number > told.size() || told.get(number - 1).number() != number) {
        throw Limits.invalid(
            "Parts 1 to "
                + about.parts()
                + " are expected, each once; part "
                + number
                + " is not named.");
      }
      if (!told.get(number - 1).etag().equals(stored.etag())) {
        throw Limits.invalid(
            "Part " + number + " is not the one whose etag was given; send it again.");
      }
      matched.add(stored);
    }
    if (told.size() != about.parts()) {
      throw Limits.invalid("The upload has " + about.parts() + " parts, not " + told.size() + ".");
    }
    return matched;
  }

  @Override
  public void abort(String upload, SafePath file) {
    if (!isId(upload)) {
      throw unknown();
    }
    alone(
        "abort an upload",
        new UploadFolder(root.resolve(upload)),
        folder -> {
          if (folder.about().isPresent()) {
            about(folder, file);
            if (folder.done().isEmpty()) {
              folder.delete();
            }
          }
          return upload;
        });
  }

  private static boolean isId(String upload) {
    return upload.matches("[0-9a-f]{64}");
  }

  private UploadFolder known(String upload) {
    if (!isId(upload)) {
      throw unknown();
    }
    return new UploadFolder(root.resolve(upload));
  }

  private About requireOpen(UploadFolder folder) {
    return doing(
        "look for an upload",
        folder,
        f -> {
          About about = f.about().filter(a -> !isExpired(a)).orElseThrow(StoredUploads::unknown);
          if (f.done().isPresent()) {
            throw Limits.invalid("The upload is completed; begin another.");
          }
          return about;
        });
  }

  private About about(UploadFolder folder, SafePath file) throws IOException {
    return folder
        .about()
        .filter(about -> !isExpired(about) && about.path().equals(file.toString()))
        .orElseThrow(StoredUploads::unknown);
  }

  private boolean isExpired(About about) {
    return about.createdAt().plus(EXPIRE).isBefore(kernel.clock().now());
  }

  private static LooplineException unknown() {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST,
        "There is no such upload of this file: it was aborted, or expired after a day. Begin"
            + " another.");
  }

  private List<UploadFolder> all() {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.map(UploadFolder::new).toList();
    } catch (IOException e) {
      throw DiskFull.orUnchecked("list " + root, e);
    }
  }

  /** Also one that a kill left before it said what it is for, or before it was wholly gone. */
  private boolean isExpired(UploadFolder folder) throws IOException {
    if (folder.isGoing()) {
      return true;
    }
    Optional<About> about = folder.about();
    return about.isPresent()
        ? isExpired(about.get())
        : folder.changedAt().plus(EXPIRE).isBefore(kernel.clock().now());
  }

  /** Its bytes; nothing for one that has not expired, or is gone. */
  private OptionalLong expired(UploadFolder folder) throws IOException {
    try {
      return isExpired(folder) ? OptionalLong.of(folder.size()) : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      // Gone meanwhile.
      return OptionalLong.empty();
    }
  }

  private OptionalLong dropExpired(UploadFolder upload) {
    if (doing("look at an upload", upload, this::expired).isEmpty()) {
      // Without the lock: whoever puts together a large file is not waited for.
      return OptionalLong.empty();
    }
    return alone(
        "remove an upload",
        upload,
        folder -> {
          OptionalLong size = expired(folder);
          if (size.isPresent()) {
            folder.delete();
          }
          return size;
        });
  }

  @Override
  public Purged count(Doomed doomed) {
    return of(doomed, folder -> doing("weigh an upload", folder, this::expired));
  }

  @Override
  public Purged purge(Doomed doomed, String actor) {
    return of(doomed, this::dropExpired);
  }

  private Purged of(Doomed doomed, Function<UploadFolder, OptionalLong> bytes) {
    List<Long> expired =
        doomed.isEverything()
            ? all().stream().map(bytes).flatMapToLong(OptionalLong::stream).boxed().toList()
            : List.of();
    return new Purged(
        Map.of("uploads", (long) expired.size()),
        expired.stream().mapToLong(Long::longValue).sum());
  }
}
