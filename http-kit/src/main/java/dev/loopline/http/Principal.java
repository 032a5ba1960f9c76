package dev.loopline.http;

import java.util.Set;

/**
 * Who is calling.
 *
 * @param name as it stands in events and histories
 */
public record Principal(String name, Set<Access> access) {
  public Principal {
    access = Set.copyOf(access);
  }

  public boolean may(Access wanted) {
    return wanted == Access.OPEN || access.contains(wanted);
  }
}
