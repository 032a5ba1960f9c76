package dev.loopline.cli.pipelines;

import dev.loopline.cli.remote.Address;
import dev.loopline.client.LooplineClient;
import picocli.CommandLine.Parameters;

/** Which pipeline a verb is about. */
final class Named {
  @Parameters(index = "0", paramLabel = "PRODUCT", description = "Whose it is.")
  String product = "";

  @Parameters(index = "1", paramLabel = "PIPELINE", description = "Its name.")
  String pipeline = "";

  /** Where something is asked of it. */
  String path(String what) {
    return Address.of(LooplineClient.path(product, "pipelines", pipeline, what)).toString();
  }
}
