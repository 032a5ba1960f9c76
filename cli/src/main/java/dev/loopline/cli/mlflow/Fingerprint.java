package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Tells whether a message says the same as before, in whatever order it says it. */
final class Fingerprint {
  private Fingerprint() {}

  static String of(JsonNode message) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha.digest(canonical(message).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String canonical(JsonNode node) {
    if (node.isObject()) {
      return node.properties().stream()
          .map(field -> Source.quoted(field.getKey()) + ":" + canonical(field.getValue()))
          .sorted()
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (node.isArray()) {
      List<String> items = node.valueStream().map(Fingerprint::canonical).sorted().toList();
      return "[" + String.join(",", items) + "]";
    }
    return node.toString();
  }
}
