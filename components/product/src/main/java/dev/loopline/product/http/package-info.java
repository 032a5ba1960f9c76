/** The routes of products and of the published schemas. */
@NullMarked
package dev.loopline.product.http;

import org.jspecify.annotations.NullMarked;
