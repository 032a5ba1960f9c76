package dev.loopline.features.internal.online;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How keys are laid out: kind, names and key, parted by NUL, which no name holds. */
public final class Keys {
  private Keys() {}

  /** The newest row of an entity in a view of a definition. */
  public static byte[] online(String product, String view, String definition, String key) {
    return bytes("o\0" + product + "\0" + view + "\0" + definition + "\0" + key);
  }

  /** How far a view of a definition has been computed. */
  public static byte[] viewProgress(String product, String view, String definition) {
    return bytes("v\0" + product + "\0" + view + "\0" + definition);
  }

  /** That a row of this key and time is there. */
  public static byte[] row(String product, String source, String key, long at) {
    byte[] head = bytes("r\0" + product + "\0" + source + "\0" + key + "\0");
    return ByteBuffer.allocate(head.length + Long.BYTES).put(head).putLong(at).array();
  }

  /** How far rows are indexed. */
  public static byte[] sourceProgress(String product, String source) {
    return bytes("s\0" + product + "\0" + source + "\0");
  }

  /** That a rejected row with this digest is kept. */
  public static byte[] rejected(String product, String source, byte[] digest) {
    byte[] head = bytes("x\0" + product + "\0" + source + "\0");
    return ByteBuffer.allocate(head.length + digest.length).put(head).put(digest).array();
  }

  /** How far rejected rows are indexed. */
  public static byte[] rejectedProgress(String product, String source) {
    return bytes("y\0" + product + "\0" + source + "\0");
  }

  /** What the keys of a source's rows and progress begin with. */
  public static List<byte[]> ofSource(String product, String source) {
    String names = "\0" + product + "\0" + source + "\0";
    return List.of(bytes("r" + names), bytes("s" + names), bytes("x" + names), bytes("y" + names));
  }

  /** What the keys of a view's rows and progress begin with, whatever the definition. */
  public static List<byte[]> ofView(String product, String view) {
    String names = "\0" + product + "\0" + view + "\0";
    return List.of(bytes("o" + names), bytes("v" + names));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
