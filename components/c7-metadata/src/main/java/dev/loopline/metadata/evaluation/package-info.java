/** What applications of language models are judged by: datasets of examples, and scorers. */
@NullMarked
package dev.loopline.metadata.evaluation;

import org.jspecify.annotations.NullMarked;
