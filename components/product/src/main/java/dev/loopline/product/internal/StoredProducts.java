package dev.loopline.product.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.product.ProductError;
import dev.loopline.product.ProductFile;
import dev.loopline.product.ProductSpec;
import dev.loopline.product.ProductView;
import dev.loopline.product.Products;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@link Products} over the component's tables and the kernel's stores. */
public final class StoredProducts implements Products {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,62}");
  private static final String SOURCE = "product";

  private final Kernel kernel;
  private final ProductFile file = new ProductFile();

  public StoredProducts(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
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

  @Override
  public List<ProductView> list(@Nullable String cursor, int limit) {
    return kernel.db().read(h -> ProductDao.page(h, cursor, limit)).stream()
        .map(StoredProducts::view)
        .toList();
  }

  @Override
  public Optional<ProductView> find(String name) {
    return kernel.db().read(h -> ProductDao.find(h, name)).map(StoredProducts::view);
  }

  @Override
  public ProductView require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new LooplineException(
                    ProductError.PRODUCT_NOT_FOUND,
                    "There is no product '" + name + "'. POST /api/v1/products creates one."));
  }

  @Override
  public ProductFile file() {
    return file;
  }

  @Override
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

  @Override
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
