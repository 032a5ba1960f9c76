/**
 * MLflow's REST protocol as every component speaks it: how its requests are read and refused, how
 * its errors look, and under which prefixes a path answers. Knows no resource of it.
 */
@NullMarked
package dev.loopline.http.mlflow;

import org.jspecify.annotations.NullMarked;
