package dev.loopline.http.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks names up for the one connection that is then made, and refuses what leads inside.
 *
 * @param what is connected to, for the refusal
 */
record CheckedAddresses(String what, Addresses allowed) implements DnsResolver {
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(PublicAddresses.bare(host));
    for (InetAddress address : addresses) {
      if (allowed == Addresses.PUBLIC && !PublicAddresses.isPublic(address)) {
        throw new UnknownHostException(
            what
                + " must not resolve to a non-public IP address. '"
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
