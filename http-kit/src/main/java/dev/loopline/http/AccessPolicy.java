package dev.loopline.http;

import java.util.Optional;

/** Tells who is calling from what the request carries; empty for nobody that is known. */
@FunctionalInterface
public interface AccessPolicy {
  /**
   * @param bearer the token of the Authorization header, where there is one
   */
  Optional<Principal> authenticate(Optional<String> bearer);

  /** Everything, for everyone, in the name of the local user: for a server bound to loopback. */
  static AccessPolicy loopback(String user) {
    Principal local = new Principal(user, java.util.EnumSet.allOf(Access.class));
    return bearer -> Optional.of(local);
  }
}
