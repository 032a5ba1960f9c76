package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Address;
import dev.loopline.client.UnreachableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Copies all files below a place, each streamed from the one server into the other. */
record Files(Copying copying) {
  private static final int MOST = 200_000;
  private static final int DEEPEST = 64;
  private static final int LONGEST = 2_000;

  /** Where files lie, on both sides, by their paths below the place. */
  interface Place {
    Address list(String folder, String token);

    Address download(String path);

    Address upload(String path);

    /** Lists a folder of the copy. */
    Address copies(String folder);
  }

  /**
   * A file of the source.
   *
   * @param size -1 where it was not told
   */
  record Entry(String path, long size) {}

  /** All files below a place; paths that lead elsewhere are refused. */
  List<Entry> list(Place place) {
    return list(
        folder -> Pages.all("files", token -> copying.source().get(place.list(folder, token))));
  }

  private static List<Entry> list(Function<String, List<JsonNode>> listing) {
    List<Entry> files = new ArrayList<>();
    Deque<String> folders = new ArrayDeque<>(List.of(""));
    while (!folders.isEmpty()) {
      String folder = folders.pop();
      for (JsonNode file : listing.apply(folder)) {
        String path = checked(folder, file.path("path").asText());
        if (file.path("is_dir").asBoolean()) {
          folders.push(path);
        } else {
          files.add(new Entry(path, file.path("file_size").asLong(-1)));
        }
        if (files.size() + folders.size() > MOST) {
          throw new SourceFailed(0, "there are more than " + MOST + " files");
        }
      }
    }
    return files;
  }

  /** A path must lie directly in the folder that was listed, and be a plain one. */
  private static String checked(String folder, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean inside = path.equals(folder.isEmpty() ? name : folder + "/" + name);
    boolean plain =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().noneMatch(c -> c < 0x20 || c == 0x7F || c == '\\');
    boolean deep = path.length() > LONGEST || path.chars().filter(c -> c == '/').count() > DEEPEST;
    if (!inside || !plain || deep) {
      throw new SourceFailed(
          0, "the path '" + Texts.clipped(path) + "' is refused: it is not one of its folder's");
    }
    return path;
  }

  /**
   * Whose files are copied.
   *
   * @param what it is called in problems
   * @param kind what the ledger calls its like
   */
  record Of(String what, String kind, String id, Place place) {}

  /** Copies all files of one thing; whether all of them are there now. */
  boolean copyAll(Of of, CopyState state) {
    if (!copying.options().artifacts()) {
      return true;
    }
    List<Entry> files = list(of.place());
    if (files.isEmpty()) {
      return true;
    }
    boolean continued = state.isContinued(copying.options());
    if (!continued) {
      copying.sink().mark(of.kind(), of.id(), state.begun());
    }
    // Those that are there with the same size stay, where the copy is continued.
    Map<String, Long> there = continued ? copies(of.place()) : Map.of();
    boolean whole = true;
    for (Entry file : files) {
      if (file.size() >= 0 && Long.valueOf(file.size()).equals(there.get(file.path()))) {
        copying.tally().add(Kind.FILES, Outcome.UNCHANGED);
      } else {
        whole &= copy(of, file);
      }
    }
    return whole;
  }

  private boolean copy(Of of, Entry file) {
    try {
      copying.tally().bytes(transfer(of.place(), file.path()));
      copying.tally().add(Kind.FILES, Outcome.COPIED);
      return true;
    } catch (RuntimeException e) {
      // One file that cannot be copied does not keep the others.
      copying.tally().failed(Kind.FILES, of.what() + ", file " + Texts.clipped(file.path()), e);
      return false;
    }
  }

  /** Counts what would be copied. */
  void count(Place place) {
    if (copying.options().artifacts()) {
      for (Entry file : list(place)) {
        copying.tally().add(Kind.FILES, Outcome.COPIED);
        copying.tally().bytes(Math.max(0, file.size()));
      }
    }
  }

  private long transfer(Place place, String path) {
    return copying.source().stream(
        place.download(path),
        in -> {
          try {
            copying.sink().upload(place.upload(path), in);
          } catch (UnreachableException e) {
            // Whichever end broke: what is half there is not kept, and both are asked again.
            throw new java.io.IOException(e.getMessage(), e);
          } catch (RuntimeException e) {
            throw new Source.SinkFailed(e);
          }
          return in.count();
        });
  }

  private Map<String, Long> copies(Place place) {
    Map<String, Long> copies = new HashMap<>();
    list(folder -> {
          List<JsonNode> items = new ArrayList<>();
          copying.sink().get(place.copies(folder)).path("files").forEach(items::add);
          return items;
        })
        .forEach(file -> copies.put(file.path(), file.size()));
    return copies;
  }
}
