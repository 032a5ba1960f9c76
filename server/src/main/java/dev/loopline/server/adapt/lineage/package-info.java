/**
 * What the components tell of lineage: their things by kind, and what their events say was made of
 * what.
 */
@NullMarked
package dev.loopline.server.adapt.lineage;

import org.jspecify.annotations.NullMarked;
