package dev.loopline.kernel.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.kernel.json.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A YAML file of settings: a mapping of plain values, nested or with dotted keys. */
final class SettingsFile {
  /**
   * A setting as it was written.
   *
   * @param place {@code file:line}
   */
  record Written(String key, String text, String place) {}

  private final YamlDocument document;
  private final List<Written> found = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();

  private SettingsFile(YamlDocument document) {
    this.document = document;
  }

  static List<Written> read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new LooplineException(
          KernelError.INVALID_SETTING, "The settings file " + file + " cannot be read: " + e, e);
    }
    SettingsFile settings = new SettingsFile(Yaml.parse(file.toString(), text));
    settings.collect("", "", settings.document.tree());
    return settings.found;
  }

  private void collect(String prefix, String pointer, JsonNode node) {
    if (!node.isObject()) {
      throw refused(pointer, "settings are a mapping, such as 'server.port: 8080'");
    }
    node.properties()
        .forEach(
            entry -> {
              String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
              String name = entry.getKey().replace("~", "~0").replace("/", "~1");
              String child = pointer + "/" + name;
              JsonNode value = entry.getValue();
              if (value.isObject()) {
                collect(key, child, value);
              } else {
                add(key, child, value);
              }
            });
  }

  private void add(String key, String pointer, JsonNode value) {
    if (value.isArray()) {
      throw refused(pointer, key + " is a list; write one value, or several with commas");
    }
    if (value.isNull()) {
      throw refused(pointer, key + " has no value; write one, or leave the key out");
    }
    if (!keys.add(key)) {
      throw refused(pointer, key + " stands here twice");
    }
    found.add(new Written(key, value.asText(), document.at(pointer)));
  }

  private LooplineException refused(String pointer, String what) {
    return new LooplineException(
        KernelError.INVALID_SETTING, document.at(pointer) + ": " + what + ".");
  }
}
