/** How products are kept: the statements over this component's tables. */
@NullMarked
package dev.loopline.product.internal;

import org.jspecify.annotations.NullMarked;
