package dev.loopline.metadata.internal;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.files.Durable;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.MultipartUploads.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One upload on disk: what it is for in {@code upload.json}, each part in a file whose name says
 * its number and its digest, and when it is completed {@code done.json}. A name is given only to
 * what is whole and synced, so a kill leaves nothing that looks like more than it is.
 */
record UploadFolder(Path folder) {
  private static final String ABOUT = "upload.json";
  private static final String DONE = "done.json";
  private static final String GOING = ".going";
  private static final Pattern PART = Pattern.compile("([0-9]{1,5})-([0-9a-f]{64})\\.part");

  /** What an upload is for. */
  record About(String path, int parts, Instant createdAt) {}

  /** What became of it. */
  record Done(String digest, long size, List<Part> parts) {}

  /** A part on disk. */
  record Stored(int number, String etag, long size, Path file) {}

  void create(About about) throws IOException {
    Durable.createDirectories(folder);
    write(ABOUT, about);
  }

  private void write(String name, Object value) throws IOException {
    Path part = Files.createTempFile(folder, "incoming-", ".json");
    Files.write(part, Json.bytes(value));
    Durable.sync(part);
    Durable.move(part, folder.resolve(name));
  }

  Optional<About> about() throws IOException {
    return read(ABOUT).map(text -> Json.read(text, About.class));
  }

  Optional<Done> done() throws IOException {
    return read(DONE).map(text -> Json.read(text, Done.class));
  }

  boolean isDone() {
    return Files.exists(folder.resolve(DONE));
  }

  /** Whether its removal has begun. */
  boolean isGoing() {
    return folder.toString().endsWith(GOING);
  }

  Instant changedAt() throws IOException {
    return Files.getLastModifiedTime(folder).toInstant();
  }

  private Optional<String> read(String name) throws IOException {
    try {
      return Optional.of(Files.readString(folder.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** A part that is written, and has no name yet. */
  record Incoming(Path file, String etag) {}

  Incoming receive(InputStream in) throws IOException {
    Path file = Files.createTempFile(folder, "incoming-", ".part");
    try {
      MessageDigest sha = Digest.sha256();
      try (DigestOutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha)) {
        in.transferTo(out);
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      return new Incoming(file, HexFormat.of().formatHex(sha.digest()));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Gives a part its name, and takes it from an earlier one of the number. */
  void accept(int number, Incoming part) throws IOException {
    Path target = folder.resolve(number + "-" + part.etag() + ".part");
    Durable.move(part.file(), target);
    for (Stored other : parts(number)) {
      if (!other.file().equals(target)) {
        Files.deleteIfExists(other.file());
      }
    }
  }

  /** The parts by number. */
  Map<Integer, Stored> parts() throws IOException {
    Map<Integer, Stored> byNumber = new TreeMap<>();
    parts(null).forEach(part -> byNumber.put(part.number(), part));
    return byNumber;
  }

  private List<Stored> parts(@Nullable Integer only) throws IOException {
    List<Stored> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = PART.matcher(file.getFileName().toString());
        if (name.matches() && (only == null || only == Integer.parseInt(name.group(1)))) {
          found.add(
              new Stored(Integer.parseInt(name.group(1)), name.group(2), Files.size(file), file));
        }
      }
    }
    return found;
  }

  /** Notes the end, then lets go of the parts. */
  void finish(Done done) throws IOException {
    write(DONE, done);
    dropParts();
  }

  void dropParts() throws IOException {
    for (Stored part : parts(null)) {
      Files.deleteIfExists(part.file());
    }
  }

  /** Bytes of all its files. */
  long size() throws IOException {
    long size = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        // Nothing for one that went meanwhile, such as a part that was refused.
        size += file.toFile().length();
      }
    }
    return size;
  }

  /**
   * Takes its name away in one step, then removes all: a part that is arriving cannot come back
   * into a folder that is being emptied, and a kill leaves one that says that it is going.
   */
  void delete() throws IOException {
    try {
      Path going = folder;
      if (!isGoing()) {
        going = folder.resolveSibling(folder.getFileName() + GOING);
        Files.move(folder, going, StandardCopyOption.ATOMIC_MOVE);
      }
      while (!empty(going)) {
        // A part that was about to be created when the name went has come in since.
      }
    } catch (NoSuchFileException e) {
      // Another was quicker.
    }
  }

  /** Removes all files and the folder; false where another file came meanwhile. */
  private static boolean empty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
  }
}
