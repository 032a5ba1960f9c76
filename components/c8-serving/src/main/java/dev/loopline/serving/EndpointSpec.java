package dev.loopline.serving;

/**
 * An endpoint as {@code serving.yaml} declares it.
 *
 * @param model {@code product.name}
 * @param view whose online rows a call by key takes
 * @param share of keys, from 0 to 1, that a challenger answers
 * @param shadow whether a challenger scores all other keys too
 */
public record EndpointSpec(String name, String model, String view, double share, boolean shadow) {}
