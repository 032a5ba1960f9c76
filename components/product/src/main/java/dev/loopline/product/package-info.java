/**
 * Stage A: the business problem, the measure of success, the machine-learning problem and the data
 * it needs, as records that gate what follows. Owns products and the versions of their {@code
 * product.yaml}; knows no other component.
 */
@NullMarked
package dev.loopline.product;

import org.jspecify.annotations.NullMarked;
