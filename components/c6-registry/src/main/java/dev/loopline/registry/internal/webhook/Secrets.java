package dev.loopline.registry.internal.webhook;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.files.Durable;
import dev.loopline.kernel.ids.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals webhooks' secrets with the key of the data directory ({@code webhook.key}, readable by its
 * owner alone), so that a copy of the database gives none away; and signs with them.
 */
final class Secrets {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final Path file;
  private final Ids ids;
  private @Nullable SecretKeySpec key;

  /** The key is made, or read, when it is first needed. */
  Secrets(Kernel kernel) {
    this.file = kernel.directory().root().resolve("webhook.key");
    this.ids = kernel.ids();
  }

  private synchronized SecretKeySpec key() {
    SecretKeySpec known = key;
    if (known == null) {
      known = new SecretKeySpec(bytes(), "AES");
      key = known;
    }
    return known;
  }

  private byte[] bytes() {
    try {
      if (!Files.exists(file)) {
        create();
      }
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException e) {
      throw DiskFull.orUnchecked("read " + file, e);
    }
  }

  private void create() throws IOException {
    Path part = file.resolveSibling("webhook.key.part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(part, ids.secret(), StandardCharsets.US_ASCII);
    Durable.sync(part);
    Durable.move(part, file);
  }

  /** Sealed for one webhook: moved to another's row it does not open. */
  String seal(String webhook, String secret) {
    byte[] nonce = HexFormat.of().parseHex(ids.hex32().substring(0, 2 * NONCE));
    byte[] sealed =
        cipher(Cipher.ENCRYPT_MODE, nonce, webhook, secret.getBytes(StandardCharsets.UTF_8));
    byte[] both = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, both, NONCE, sealed.length);
    return Base64.getEncoder().encodeToString(both);
  }

  String open(String webhook, String sealed) {
    byte[] both = Base64.getDecoder().decode(sealed);
    byte[] nonce = Arrays.copyOf(both, NONCE);
    byte[] text =
        cipher(Cipher.DECRYPT_MODE, nonce, webhook, Arrays.copyOfRange(both, NONCE, both.length));
    return new String(text, StandardCharsets.UTF_8);
  }

  private byte[] cipher(int mode, byte[] nonce, String webhook, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(webhook.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "the secret of webhook "
              + webhook
              + " does not open with this data directory's webhook.key; set the secret again",
          e);
    }
  }

  /** MLflow's signature of a delivery. */
  static String signature(String secret, String id, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signed =
          mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
