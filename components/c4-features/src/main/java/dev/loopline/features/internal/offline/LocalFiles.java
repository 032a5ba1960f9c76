package dev.loopline.features.internal.offline;

import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.files.Durable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.apache.iceberg.Files;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * Files of tables in local folders. Iceberg's own do not sync, and a snapshot must outlive power.
 */
final class LocalFiles implements FileIO {
  private static final long serialVersionUID = 1;

  @Override
  public InputFile newInputFile(String path) {
    return Files.localInput(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new SyncedFile(Path.of(path));
  }

  @Override
  public void deleteFile(String path) {
    try {
      java.nio.file.Files.deleteIfExists(Path.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Syncs a file that something else wrote, and its folder. */
  static void sync(Path file) throws IOException {
    Durable.sync(file);
    Durable.sync(Objects.requireNonNull(file.getParent()));
  }

  private record SyncedFile(Path path) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      return open(StandardOpenOption.CREATE_NEW);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return open(StandardOpenOption.CREATE);
    }

    private PositionOutputStream open(StandardOpenOption how) {
      try {
        Durable.createDirectories(Objects.requireNonNull(path.getParent()));
        return new SyncedStream(
            path,
            FileChannel.open(
                path, how, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
      } catch (IOException e) {
        throw DiskFull.orUnchecked("write " + path, e);
      }
    }

    @Override
    public String location() {
      return path.toString();
    }

    @Override
    public InputFile toInputFile() {
      return Files.localInput(path.toString());
    }
  }

  private static final class SyncedStream extends PositionOutputStream {
    private final Path path;
    private final FileChannel channel;
    private long position;

    SyncedStream(Path path, FileChannel channel) {
      this.path = path;
      this.channel = channel;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      try {
        while (buffer.hasRemaining()) {
          position += channel.write(buffer);
        }
      } catch (IOException e) {
        // Iceberg would wrap it beyond recognition.
        throw DiskFull.orUnchecked("write " + path, e);
      }
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        channel.close();
        sync(path);
      }
    }
  }
}
