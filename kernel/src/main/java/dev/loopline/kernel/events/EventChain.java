package dev.loopline.kernel.events;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The hash of one event over its predecessor's: HMAC-SHA256 under the installation's audit key,
 * over length-prefixed fields in a fixed order, so that no two events have the same encoding.
 */
final class EventChain {
  static final byte[] GENESIS = new byte[32];

  private final SecretKeySpec key;

  EventChain(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  byte[] hash(byte[] previous, long position, EventRow row) {
    return mac(previous, encode(position, row));
  }

  /** Over the head, so that a head moved back to an earlier event shows. */
  byte[] headMac(HeadDao.Head head) {
    return mac(
        "head".getBytes(StandardCharsets.US_ASCII),
        ByteBuffer.allocate(8).putLong(head.position()).array(),
        head.hash());
  }

  /** Tells this key from another without telling the key. */
  String fingerprint() {
    byte[] all = mac("fingerprint".getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(all, 0, 16);
  }

  private byte[] mac(byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HmacSHA256", e);
    }
  }

  private static byte[] encode(long position, EventRow row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(position);
      field(out, row.id());
      field(out, row.type());
      field(out, row.source());
      field(out, row.subject());
      field(out, row.product());
      field(out, row.actor());
      out.writeLong(row.time());
      out.writeBoolean(row.eventTime() != null);
      out.writeLong(row.eventTime() == null ? 0 : row.eventTime());
      field(out, row.data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void field(DataOutputStream out, @Nullable String value) throws IOException {
    if (value == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
