package dev.loopline.product.http;

import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.product.ProductError;
import dev.loopline.product.ProductView;
import dev.loopline.product.Products;
import java.util.List;

/** Products over HTTP. */
public final class ProductRoutes {
  private static final String TAG = "products";

  /** What a new product needs: a name. Its declaration follows by push. */
  public record CreateProduct(String name) {
    public CreateProduct {
      if (name == null) {
        throw new LooplineException(
            ProductError.PRODUCT_NAME_INVALID, "'name' is missing; name the new product.");
      }
    }
  }

  private ProductRoutes() {}

  public static List<Route> routes(Products products) {
    return List.of(
        Route.get("/api/v1/products")
            .id("listProducts")
            .tag(TAG)
            .summary("Products by name")
            .pages(ProductView.class)
            .to(
                call -> {
                  PageRequest page = call.page();
                  List<ProductView> fetched =
                      products.list(page.cursor().orElse(null), page.limit() + 1);
                  return Reply.json(Page.of(fetched, page.limit(), ProductView::name));
                }),
        Route.post("/api/v1/products")
            .id("createProduct")
            .tag(TAG)
            .summary("Creates a product")
            .accepts(CreateProduct.class)
            .answers(ProductView.class)
            .to(
                call ->
                    Reply.created(
                        products.create(
                            call.body(CreateProduct.class).name(), call.principal().name()))),
        Route.get("/api/v1/products/{product}")
            .id("getProduct")
            .tag(TAG)
            .summary("A product, its declaration, and what training still lacks")
            .answers(ProductView.class)
            .to(call -> Reply.json(products.require(call.path("product")))),
        Route.get("/api/v1/schemas/product.schema.json")
            .id("getProductSchema")
            .tag(TAG)
            .summary("The JSON Schema of product.yaml")
            .to(call -> Reply.json(products.file().schema().document())));
  }
}
