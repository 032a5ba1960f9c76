/**
 * What every component's routes are made of: route, call, reply, paging, principal, problem
 * responses, and the Helidon server behind them. Denies by default. Knows no component.
 */
@NullMarked
package dev.loopline.http;

import org.jspecify.annotations.NullMarked;
