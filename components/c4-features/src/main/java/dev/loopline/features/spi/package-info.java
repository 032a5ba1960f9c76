/** What others implement for the feature store: where labels come from. */
@NullMarked
package dev.loopline.features.spi;

import org.jspecify.annotations.NullMarked;
