package dev.loopline.kernel.search;

import java.util.List;
import java.util.Locale;

/**
 * Something that can be asked of the things of a kind.
 *
 * @param name as a query writes it; {@code tags.*} stands for names that the things chose
 *     themselves
 * @param aliases other names that it answers to
 * @param about what it holds
 * @param values all that there are, where they are few and known
 * @param ordered whether pages can be put in its order
 */
public record SearchColumn(
    String name,
    List<String> aliases,
    Column.Type type,
    String about,
    List<String> values,
    boolean ordered) {
  private static final String ANY = ".*";

  public SearchColumn {
    aliases = List.copyOf(aliases);
    values = List.copyOf(values);
  }

  /** A column without further names, by which pages can be ordered. */
  public static SearchColumn of(String name, Column.Type type, String about) {
    return new SearchColumn(name, List.of(), type, about, List.of(), true);
  }

  /** The same, under these names too. */
  public SearchColumn also(String... names) {
    return new SearchColumn(name, List.of(names), type, about, values, ordered);
  }

  /** The same, with all the values that there are. */
  public SearchColumn oneOf(List<String> all) {
    return new SearchColumn(name, aliases, type, about, all, ordered);
  }

  /** The same; no page is in its order. */
  public SearchColumn unordered() {
    return new SearchColumn(name, aliases, type, about, values, false);
  }

  /** Whether it stands for a group of names, such as {@code tags.*}. */
  public boolean isGroup() {
    return name.endsWith(ANY);
  }

  /** How the field is called in answers. */
  String nameOf(Field field) {
    return isGroup() ? name.substring(0, name.length() - 1) + field.key() : name;
  }

  boolean is(Field field) {
    String group = field.group().toLowerCase(Locale.ROOT);
    if (isGroup()) {
      return !group.isEmpty() && (is(group + ANY));
    }
    return is(SearchKind.ATTRIBUTES.contains(group) ? field.key() : field.toString());
  }

  private boolean is(String called) {
    String lower = called.toLowerCase(Locale.ROOT);
    return name.equals(lower) || aliases.contains(lower);
  }
}
