package dev.loopline.product;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.YamlDocument;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Products and the versions of their declarations. Every change is durable when the call returns,
 * and an event of the log. Applying the same commit again changes nothing.
 */
public interface Products {
  /** Creates a product; {@code PRODUCT_EXISTS} where the name is taken. */
  ProductView create(String name, String actor);

  /** Products by name, from after {@code cursor} on. */
  List<ProductView> list(@Nullable String cursor, int limit);

  Optional<ProductView> find(String name);

  /** The product, or {@code PRODUCT_NOT_FOUND}. */
  ProductView require(String name);

  /** Reads and checks a declaration without applying it. */
  ProductFile file();

  /**
   * Makes a commit's declaration the current one, in the caller's transaction.
   *
   * @throws LooplineException PRODUCT_INVALID where it does not fit, or names another product
   */
  ProductSpec apply(Tx tx, String product, String commit, YamlDocument document, String actor);

  /**
   * The gate before any training: the declaration with its target, label and measure of success.
   *
   * @throws LooplineException PRODUCT_NOT_TRAINABLE, naming all that is missing and where
   */
  ProductSpec requireTrainable(String product);
}
