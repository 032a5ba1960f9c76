package dev.loopline.server;

import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.config.Setting;
import dev.loopline.metadata.openlineage.OpenLineageTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** The keys of what others are told of our runs. */
final class LineageSettings {
  static final Setting<Optional<URI>> URL =
      new Setting<>(
          "lineage.openlineage.url",
          "",
          "URL that our runs are told to as OpenLineage events, such as"
              + " http://marquez:5000/api/v1/lineage; empty for nobody.",
          LineageSettings::url);
  static final Setting<String> API_KEY =
      Setting.text(
          "lineage.openlineage.api-key",
          "",
          "Sent with OpenLineage events as a bearer token; best set by the environment.");

  private LineageSettings() {}

  static List<Setting<?>> all() {
    return List.of(URL, API_KEY);
  }

  static Optional<OpenLineageTarget> target(Config config) {
    Optional<String> key = Optional.of(config.get(API_KEY)).filter(k -> !k.isEmpty());
    return config.get(URL).map(url -> OpenLineageTarget.of(url, key));
  }

  private static Optional<URI> url(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme());
      if (scheme.matches("https?") && url.getHost() != null && url.getUserInfo() == null) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // Falls through to the one message for all that is no such URL.
    }
    throw new IllegalArgumentException(
        "a URL of http or https, without a user name or password, such as"
            + " http://marquez:5000/api/v1/lineage");
  }
}
