package dev.loopline.server;

import dev.loopline.http.AccessPolicy;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Chooses who may come in: everyone on loopback, holders of tokens anywhere else. */
final class Guard {
  private Guard() {}

  static AccessPolicy of(Config config) {
    String file = config.get(Settings.TOKENS);
    if (!file.isEmpty()) {
      return Tokens.read(Path.of(file));
    }
    String host = config.get(Settings.HOST);
    if (!isLoopback(host)) {
      throw new LooplineException(
          KernelError.INVALID_SETTING,
          "server.host is "
              + host
              + ", which others can reach, but there are no tokens. Name a file of bearer tokens with"
              + " server.tokens, or listen on 127.0.0.1.");
    }
    return AccessPolicy.loopback(System.getProperty("user.name", "local"));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new LooplineException(
          KernelError.INVALID_SETTING,
          "server.host '" + host + "' is not known on this machine.",
          e);
    }
  }
}
