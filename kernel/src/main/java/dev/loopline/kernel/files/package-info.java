/**
 * Files that survive a power cut: what is synced when, and what a full disk looks like. Knows no
 * format.
 */
@NullMarked
package dev.loopline.kernel.files;

import org.jspecify.annotations.NullMarked;
