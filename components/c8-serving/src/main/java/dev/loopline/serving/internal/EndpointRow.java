package dev.loopline.serving.internal;

import dev.loopline.serving.EndpointSpec;
import dev.loopline.serving.EndpointView.Deployed;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as stored; its number names its log.
 *
 * @param challengerAnswers whether the challenger may answer its share of keys
 */
record EndpointRow(
    long number,
    String product,
    EndpointSpec spec,
    String commit,
    @Nullable Deployed champion,
    @Nullable Deployed challenger,
    boolean challengerAnswers) {
  /** Whether a key is the challenger's to answer. */
  boolean isChallengers(String key) {
    return challenger != null && challengerAnswers && Split.isChallengers(key, spec.share());
  }
}
