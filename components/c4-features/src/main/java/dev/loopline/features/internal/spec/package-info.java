/** What {@code features/*.yaml} declares, as records. Knows no engine. */
@NullMarked
package dev.loopline.features.internal.spec;

import org.jspecify.annotations.NullMarked;
