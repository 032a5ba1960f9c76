package dev.loopline.kernel.artifacts;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a blob.
 *
 * @param hex 64 lowercase hexadecimal digits
 */
public record Digest(String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'" + hex + "' is not a digest: 64 lowercase hexadecimal digits are expected.");
    }
  }

  /** Of some bytes. */
  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(sha256().digest(bytes)));
  }

  /** A new SHA-256, for what comes in pieces or is no blob. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Reads {@code sha256:<hex>} or plain hexadecimal digits. */
  public static Digest parse(String text) {
    return new Digest(text.startsWith("sha256:") ? text.substring(7) : text);
  }

  /** {@code sha256:<hex>}, as OCI writes it. */
  @Override
  public String toString() {
    return "sha256:" + hex;
  }
}
