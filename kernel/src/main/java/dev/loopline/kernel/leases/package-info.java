/** Leases with fencing tokens, checked in the transaction of the effect that they guard. */
@NullMarked
package dev.loopline.kernel.leases;

import org.jspecify.annotations.NullMarked;
