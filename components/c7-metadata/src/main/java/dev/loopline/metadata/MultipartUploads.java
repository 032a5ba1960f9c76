package dev.loopline.metadata;

import dev.loopline.kernel.artifacts.SafePath;
import java.io.InputStream;
import java.util.List;

/**
 * Files that come in parts: in any order, several at once, each as often as it takes. A part is
 * synced when it is acknowledged, and survives a restart; the file is there when the upload is
 * completed, whole or not at all. An upload that nobody completes expires after a day.
 */
public interface MultipartUploads {
  int MOST_PARTS = 10_000;
  long LARGEST_PART = 5L << 30;
  long LARGEST_FILE = 64L << 30;

  /**
   * A part as its sender saw it.
   *
   * @param number from 1
   * @param etag what its upload was answered
   */
  record Part(int number, String etag) {}

  /**
   * Begins one; the answer is its id, which nobody can guess: whoever has it may send parts.
   *
   * @param parts how many there will be
   */
  String create(SafePath file, int parts);

  /** Takes a part and says its etag; the same part again replaces it. */
  String put(String upload, int part, InputStream in);

  /**
   * Makes the parts one file. They must be those that were announced, with the etags that they have
   * now; completed twice, the second time changes nothing.
   */
  StoredFile complete(String upload, SafePath file, List<Part> parts);

  /** Forgets it with all its parts; done again, or after it was completed, nothing happens. */
  void abort(String upload, SafePath file);
}
