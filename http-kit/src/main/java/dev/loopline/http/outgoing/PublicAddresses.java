package dev.loopline.http.outgoing;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;

/**
 * Which addresses are of the public Internet: what others name must not lead into the network that
 * the server stands in.
 */
public final class PublicAddresses {
  private static final int[][] CLOSED_V4 = {
    // First octets and length of each block that is not public.
    {0, 0, 0, 0, 8},
    {10, 0, 0, 0, 8},
    {100, 64, 0, 0, 10},
    {127, 0, 0, 0, 8},
    {169, 254, 0, 0, 16},
    {172, 16, 0, 0, 12},
    {192, 0, 0, 0, 24},
    {192, 0, 2, 0, 24},
    {192, 88, 99, 0, 24},
    {192, 168, 0, 0, 16},
    {198, 18, 0, 0, 15},
    {198, 51, 100, 0, 24},
    {203, 0, 113, 0, 24},
    {224, 0, 0, 0, 4},
    {240, 0, 0, 0, 4},
  };

  private PublicAddresses() {}

  /** A host's name without the brackets of IPv6 and a final dot, in lower case. */
  public static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  public static boolean isPublic(InetAddress address) {
    return switch (address) {
      case Inet4Address v4 -> isPublicV4(v4.getAddress());
      case Inet6Address v6 -> isPublicV6(v6.getAddress());
      default -> false;
    };
  }

  private static boolean isPublicV4(byte[] address) {
    int bits = bits(address[0], address[1], address[2], address[3]);
    for (int[] block : CLOSED_V4) {
      int shift = 32 - block[4];
      if (bits >>> shift == bits(block[0], block[1], block[2], block[3]) >>> shift) {
        return false;
      }
    }
    return true;
  }

  private static int bits(int a, int b, int c, int d) {
    return (a & 0xFF) << 24 | (b & 0xFF) << 16 | (c & 0xFF) << 8 | d & 0xFF;
  }

  private static boolean isPublicV6(byte[] a) {
    int first = (a[0] & 0xFF) << 8 | a[1] & 0xFF;
    int second = (a[2] & 0xFF) << 8 | a[3] & 0xFF;
    // Public addresses are 2000::/3; within it are closed: 2001::/23 (protocols, Teredo),
    // 2001:db8::/32 and 3fff::/20 (documentation), 2002::/16 (wraps any IPv4 address).
    if (first >>> 13 != 1 || first == 0x2002 || (first == 0x3fff && second >>> 12 == 0)) {
      return isPublicTranslated(a, first, second);
    }
    return first != 0x2001 || (second >>> 9 != 0 && second != 0xdb8);
  }

  /** 64:ff9b::/96 stands for an IPv4 address, and is as public as that. */
  private static boolean isPublicTranslated(byte[] a, int first, int second) {
    boolean zeros = true;
    for (int i = 4; i < 12; i++) {
      zeros &= a[i] == 0;
    }
    return first == 0x64 && second == 0xff9b && zeros && isPublicV4(Arrays.copyOfRange(a, 12, 16));
  }
}
