package dev.loopline.monitoring.internal;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.monitoring.Label;
import dev.loopline.monitoring.LabelReceipt;
import dev.loopline.monitoring.Labels;
import dev.loopline.monitoring.MonitoringError;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.product.Products;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@link Labels} that may name a prediction instead of a key: the log says whose it was. */
final class JoinedLabels implements Labels {
  private final Labels stored;
  private final Products products;
  private final Predictions predictions;

  JoinedLabels(Labels stored, Products products, Predictions predictions) {
    this.stored = stored;
    this.products = products;
    this.predictions = predictions;
  }

  @Override
  public LabelReceipt record(String product, List<Label> labels) {
    products.require(product);
    return stored.record(product, labels.stream().map(label -> joined(product, label)).toList());
  }

  private Label joined(String product, Label label) {
    String id = label.prediction();
    if (id == null) {
      return label;
    }
    String key =
        predictions
            .find(product, id)
            .orElseThrow(
                () ->
                    new LooplineException(
                        MonitoringError.PREDICTION_NOT_FOUND,
                        "Product "
                            + product
                            + " has made no prediction '"
                            + id
                            + "'; nothing of the batch was recorded."))
            .key();
    if (!label.key().isEmpty() && !label.key().equals(key)) {
      throw new LooplineException(
          MonitoringError.LABEL_INVALID,
          "Prediction "
              + id
              + " is of key "
              + key
              + ", not "
              + label.key()
              + "; name one of the two. Nothing of the batch was recorded.");
    }
    return label.of(key);
  }

  @Override
  public Optional<Label> find(String product, String key) {
    return stored.find(product, key);
  }

  @Override
  public List<Label> knownAt(String product, Instant at, String afterKey, int limit) {
    return stored.knownAt(product, at, afterKey, limit);
  }
}
