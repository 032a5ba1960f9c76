package dev.loopline.registry.internal.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/** Looks names up for the one connection that is then made, and refuses what leads inside. */
record CheckedAddresses(boolean allowPrivate) implements DnsResolver {
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(UrlRules.bare(host));
    for (InetAddress address : addresses) {
      if (!allowPrivate && !PublicAddresses.isPublic(address)) {
        throw new UnknownHostException(
            "Webhook URL must not resolve to a non-public IP address. '"
                + host
                + "' resolves to "
                + address.getHostAddress()
                + ".");
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
