package dev.loopline.http;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a path's route by walking its parts down a tree, so that the cost does not grow with the
 * number of routes. A literal part is preferred to a parameter, a parameter to the rest of a path.
 * Parts are split before they are decoded, each once: an encoded slash never changes the route.
 */
final class RouteIndex {
  private static final Pattern PARAMETER = Pattern.compile("\\{\\+?([^}]+)}");
  private static final char REPLACEMENT = '\uFFFD';
  private static final String ENCODED = "%EF%BF%BD";

  /** A route and the decoded parameters of its path. */
  record Match(Route route, Map<String, String> parameters) {}

  /**
   * What a path leads to.
   *
   * @param allowed the methods that the path has; the page for all paths does not count
   */
  record Found(@Nullable Match match, Set<String> allowed) {}

  private record Leaf(Route route, List<String> names) {}

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private @Nullable Node parameter;
    private final Map<String, Leaf> here = new TreeMap<>();
    private final Map<String, Leaf> rest = new TreeMap<>();
  }

  private final Node root = new Node();

  RouteIndex(List<Route> routes) {
    routes.forEach(this::add);
  }

  private void add(Route route) {
    Node node = root;
    Map<String, Leaf> leaves = null;
    for (String part : parts(route.path())) {
      if (leaves != null) {
        throw new IllegalArgumentException(route.path() + " goes on after the rest of the path");
      }
      if (part.startsWith("{+")) {
        leaves = node.rest;
      } else if (part.startsWith("{")) {
        node.parameter = node.parameter == null ? new Node() : node.parameter;
        node = node.parameter;
      } else {
        node = node.literals.computeIfAbsent(part, p -> new Node());
      }
    }
    Leaf leaf = new Leaf(route, names(route.path()));
    Leaf other = (leaves == null ? node.here : leaves).putIfAbsent(route.method(), leaf);
    if (other != null) {
      throw new IllegalArgumentException(
          "two routes answer " + route.method() + " " + route.path() + ": " + other.route().id());
    }
  }

  private static List<String> names(String template) {
    Matcher parameters = PARAMETER.matcher(template);
    List<String> names = new ArrayList<>();
    while (parameters.find()) {
      names.add(parameters.group(1));
    }
    return List.copyOf(names);
  }

  private static String[] parts(String path) {
    return path.substring(1).split("/", -1);
  }

  /**
   * @param path as it came, still encoded; one that two readers may understand differently is
   *     refused with {@code INVALID_PATH}, so that nobody gets to read it
   */
  Found find(String method, String path) {
    if (!path.startsWith("/")
        || path.contains("//")
        || (path + "/").contains("/./")
        || (path + "/").contains("/../")) {
      throw unclear("holds an empty part, '.' or '..'; write it without them");
    }
    Walk walk = new Walk(method, parts(path));
    Leaf leaf = walk.from(root, 0);
    return new Found(leaf == null ? null : walk.match(leaf), walk.allowed);
  }

  /** One path's way down the tree. */
  private final class Walk {
    private final String method;
    private final String[] parts;
    private final List<String> values = new ArrayList<>();
    private final Set<String> allowed = new TreeSet<>();

    Walk(String method, String[] parts) {
      this.method = method;
      this.parts = parts;
    }

    /** The leaf below a node for the parts from this one on; {@link #values} then holds its own. */
    @Nullable Leaf from(Node node, int at) {
      if (at == parts.length) {
        allowed.addAll(node.here.keySet());
        return node.here.get(method);
      }
      Node literal = node.literals.get(decode(parts[at]));
      Leaf found = literal == null ? null : from(literal, at + 1);
      if (found == null && node.parameter != null && !parts[at].isEmpty()) {
        values.add(parts[at]);
        found = from(node.parameter, at + 1);
        if (found == null) {
          values.removeLast();
        }
      }
      return found == null ? rest(node, at) : found;
    }

    private @Nullable Leaf rest(Node node, int at) {
      if (node.rest.isEmpty() || parts[at].isEmpty()) {
        return null;
      }
      if (node != root) {
        allowed.addAll(node.rest.keySet());
      }
      Leaf found = node.rest.get(method);
      if (found != null) {
        values.add(String.join("/", List.of(parts).subList(at, parts.length)));
      }
      return found;
    }

    Match match(Leaf leaf) {
      Map<String, String> parameters = new LinkedHashMap<>();
      for (int i = 0; i < leaf.names().size(); i++) {
        parameters.put(leaf.names().get(i), decode(values.get(i)));
      }
      return new Match(leaf.route(), parameters);
    }
  }

  private static String decode(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    try {
      String decoded = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
      // Bytes that are no UTF-8 were replaced: several paths would lead to one file.
      if (decoded.indexOf(REPLACEMENT) >= 0 && !part.toUpperCase(Locale.ROOT).contains(ENCODED)) {
        throw unclear("holds bytes that are no UTF-8");
      }
      return decoded;
    } catch (IllegalArgumentException e) {
      throw unclear("holds a broken percent-encoding");
    }
  }

  private static LooplineException unclear(String what) {
    return new LooplineException(KernelError.INVALID_PATH, "The path " + what + ".");
  }
}
