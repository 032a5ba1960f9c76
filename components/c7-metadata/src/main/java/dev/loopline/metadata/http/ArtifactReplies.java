package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Reply;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.RunFiles;
import dev.loopline.metadata.StoredFile;
import dev.loopline.metadata.TrackingError;
import java.util.List;
import java.util.Optional;

/** Listings and downloads of files, as MLflow answers them. */
public record ArtifactReplies(RunFiles files) {

  /** A file of the store. */
  public Reply download(SafePath path) {
    StoredFile file =
        files
            .find(path)
            .orElseThrow(
                () ->
                    new LooplineException(
                        TrackingError.RESOURCE_DOES_NOT_EXIST,
                        "There is no artifact '" + path + "'."));
    return Reply.attachment(file.name(), MediaTypes.of(file.name()), file.size(), files.open(file));
  }

  /** The names in a folder of the store. */
  Reply names(SafePath folder) {
    return Reply.json(listing(files.list(folder), 0, Optional.empty()));
  }

  /**
   * What lies in a folder, as paths from a root; nothing where the root is outside this store.
   *
   * @param root the URI of the folder that paths begin at
   */
  public ObjectNode below(String root, SafePath path) {
    List<StoredFile> found =
        files.place(root).map(at -> files.list(within(at, path))).orElse(List.of());
    int skipped = files.place(root).map(at -> at.toString().length() + 1).orElse(0);
    return listing(found, skipped, Optional.of(root));
  }

  private static ObjectNode listing(List<StoredFile> found, int skipped, Optional<String> root) {
    ObjectNode answer = Json.object();
    root.ifPresent(uri -> answer.put("root_uri", uri));
    if (!found.isEmpty()) {
      ArrayNode list = answer.putArray("files");
      for (StoredFile file : found) {
        ObjectNode one =
            list.addObject()
                .put("path", skipped == 0 ? file.name() : file.path().substring(skipped))
                .put("is_dir", file.isFolder());
        if (!file.isFolder()) {
          one.put("file_size", file.size());
        }
      }
    }
    return answer;
  }

  /** Where a root lies in this store; refused where it lies elsewhere. */
  SafePath own(String root) {
    return files
        .place(root)
        .orElseThrow(
            () ->
                new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "The files lie at "
                        + root
                        + ", outside this server's store; read them there."));
  }

  static SafePath within(SafePath root, SafePath path) {
    return path.parts().isEmpty() ? root : SafePath.of(root + "/" + path);
  }

  /** A single dot is the root itself. */
  public static SafePath place(String path) {
    return SafePath.of(path.equals(".") ? "" : path);
  }
}
