package dev.loopline.server.adapt;

import dev.loopline.product.ProductSpec;
import dev.loopline.product.ProductView;
import dev.loopline.product.Products;
import dev.loopline.registry.spi.Approvers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Promotions are approved by those who run a product's models and those who answer for their use,
 * as {@code product.yaml} names them.
 */
public record RoleHolders(Products products) implements Approvers {
  private static final List<String> ROLES = List.of("mlEngineer", "businessStakeholder");

  @Override
  public Set<String> of(String product) {
    return products
        .find(product)
        .map(ProductView::spec)
        .map(ProductSpec::roles)
        .map(
            roles ->
                ROLES.stream()
                    .flatMap(role -> roles.getOrDefault(role, List.of()).stream())
                    .collect(Collectors.toSet()))
        .orElse(Set.of());
  }
}
