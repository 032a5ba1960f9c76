package dev.loopline.product;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.product.internal.ProductDao;
import dev.loopline.product.internal.ProductRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Products and the versions of their declarations. Every change is durable when the call returns,
 * and an event of the log. Applying the same commit again changes nothing.
 */
public final class Products {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,62}");
  private static final String SOURCE = "product";

  private final Kernel kernel;
  private final ProductFile file = new ProductFile();

  public Products(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Creates a product; {@code PRODUCT_EXISTS} where the name is taken. */
  public ProductView create(String name, String actor) {
    if (!NAME.matcher(name).matches()) {
      throw new LooplineException(
          ProductError.PRODUCT_NAME_INVALID,
          "'"
              + name
              + "' is no product name: 2 to 63 lower-case letters, digits and hyphens, a letter"
              + " first.");
    }
    kernel
        .db()
        .change(
            tx -> {
              if (!ProductDao.insert(tx, name, kernel.clock().now(), actor)) {
                throw new LooplineException(
                    ProductError.PRODUCT_EXISTS, "There is a product '" + name + "' already.");
              }
              append(tx, "product.created", name, actor, Map.of("name", name));
            });
    return require(name);
  }

  /** Products by name, from after {@code cursor} on. */
  public List<ProductView> list(@Nullable String cursor, int limit) {
    return kernel.db().read(h -> ProductDao.page(h, cursor, limit)).stream()
        .map(Products::view)
        .toList();
  }

  public Optional<ProductView> find(String name) {
    return kernel.db().read(h -> ProductDao.find(h, name)).map(Products::view);
  }

  /** The product, or {@code PRODUCT_NOT_FOUND}. */
  public ProductView require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new LooplineException(
                    ProductError.PRODUCT_NOT_FOUND,
                    "There is no product '" + name + "'. POST /api/v1/products creates one."));
  }

  /** Reads and checks a declaration without applying it. */
  public ProductFile file() {
    return file;
  }

  /**
   * Makes a commit's declaration the current one, in the caller's transaction.
   *
   * @throws LooplineException PRODUCT_INVALID where it does not fit, or names another product
   */
  public ProductSpec apply(
      Tx tx, String product, String commit, YamlDocument document, String actor) {
    ProductSpec spec = file.read(document);
    if (!spec.name().equals(product)) {
      throw new LooplineException(
          ProductError.PRODUCT_INVALID,
          document.at("/name")
              + ": the name is '"
              + spec.name()
              + "', but this is the repository of '"
              + product
              + "'.");
    }
    if (ProductDao.insertSpec(tx, product, commit, Json.write(spec), kernel.clock().now())) {
      append(
          tx,
          "product.declared",
          product,
          actor,
          Map.of("commit", commit, "missingForTraining", ProductFile.missingForTraining(spec)));
    }
    return spec;
  }

  /**
   * The gate before any training: the declaration with its target, label and measure of success.
   *
   * @throws LooplineException PRODUCT_NOT_TRAINABLE, naming all that is missing and where
   */
  public ProductSpec requireTrainable(String product) {
    ProductView view = require(product);
    if (view.spec() == null) {
      throw new LooplineException(
          ProductError.PRODUCT_NOT_TRAINABLE,
          product + " has no product.yaml yet; push one to its repository.");
    }
    if (!view.missingForTraining().isEmpty()) {
      throw new LooplineException(
          ProductError.PRODUCT_NOT_TRAINABLE,
          product + " cannot be trained yet. " + String.join(" ", view.missingForTraining()),
          Map.of("missing", view.missingForTraining()),
          null);
    }
    return view.spec();
  }

  private void append(Tx tx, String type, String product, String actor, Object data) {
    kernel
        .events()
        .append(tx, new NewEvent(type, SOURCE, product, product, actor, Json.tree(data)));
  }

  private static ProductView view(ProductRow row) {
    ProductSpec spec = row.document() == null ? null : Json.read(row.document(), ProductSpec.class);
    return new ProductView(
        row.name(),
        row.createdAt(),
        row.createdBy(),
        spec,
        row.commit(),
        row.revision(),
        spec == null
            ? List.of("product.yaml: there is none yet; push one to the product's repository.")
            : ProductFile.missingForTraining(spec));
  }
}
