/**
 * Copies an MLflow server into Loopline. Reads the one over MLflow's public protocol, of whatever
 * age, and believes nothing that it answers; writes the other over its import routes, which take
 * the same again any number of times.
 */
@NullMarked
package dev.loopline.cli.mlflow;

import org.jspecify.annotations.NullMarked;
