/** Git's smart HTTP protocol, and repositories over our own API. */
@NullMarked
package dev.loopline.source.http;

import org.jspecify.annotations.NullMarked;
