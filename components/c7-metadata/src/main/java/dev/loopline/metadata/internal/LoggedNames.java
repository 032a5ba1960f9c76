package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The numbers of metrics', parameters' and tags' names. A name keeps its number for ever, so what
 * was seen once is remembered; beyond the limit the memory begins anew.
 */
final class LoggedNames {
  private static final int REMEMBERED = 50_000;
  private static final int CHUNK = 500;

  private final Database db;
  private final Map<String, Long> known = new ConcurrentHashMap<>();
  private final Map<Long, String> byNumber = new ConcurrentHashMap<>();

  LoggedNames(Database db) {
    this.db = db;
  }

  /** The number of each name; a new name gets one in a transaction of its own. */
  Map<String, Long> numbers(Collection<String> names) {
    Map<String, Long> numbers = new HashMap<>();
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      Long no = known.get(name);
      if (no != null) {
        numbers.put(name, no);
      } else if (!numbers.containsKey(name)) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      Map<String, Long> made = db.write(tx -> make(tx.handle(), missing));
      remember(made);
      numbers.putAll(made);
    }
    return numbers;
  }

  /** The number of a name that was logged before. */
  Optional<Long> find(String name) {
    Long no = known.get(name);
    if (no != null) {
      return Optional.of(no);
    }
    Map<String, Long> read = db.read(h -> read(h, List.of(name)));
    remember(read);
    return Optional.ofNullable(read.get(name));
  }

  private void remember(Map<String, Long> read) {
    if (known.size() + read.size() > REMEMBERED) {
      known.clear();
      byNumber.clear();
    }
    known.putAll(read);
    read.forEach((name, no) -> byNumber.put(no, name));
  }

  /** The names of numbers, which rows carry. */
  Map<Long, String> names(Handle h, Collection<Long> numbers) {
    Map<Long, String> names = new HashMap<>();
    List<Long> missing = new ArrayList<>();
    for (Long no : numbers) {
      String name = byNumber.get(no);
      if (name != null) {
        names.put(no, name);
      } else {
        missing.add(no);
      }
    }
    for (int i = 0; i < missing.size(); i += CHUNK) {
      h.createQuery("select name, no from logged_name where no in (<numbers>)")
          .bindList("numbers", missing.subList(i, Math.min(missing.size(), i + CHUNK)))
          .map((rs, ctx) -> names.put(rs.getLong("no"), rs.getString("name")))
          .list();
    }
    // Only what was read here: a name once given never changes.
    missing.forEach(no -> byNumber.computeIfAbsent(no, names::get));
    return names;
  }

  private static Map<String, Long> make(Handle h, List<String> names) {
    // In one order everywhere, so that two at once do not wait for each other.
    List<String> sorted = names.stream().distinct().sorted().toList();
    var batch =
        h.prepareBatch("insert into logged_name (name) values (:name) on conflict do nothing");
    sorted.forEach(name -> batch.bind("name", name).add());
    batch.execute();
    return read(h, sorted);
  }

  private static Map<String, Long> read(Handle h, List<String> names) {
    Map<String, Long> read = new HashMap<>();
    for (int i = 0; i < names.size(); i += CHUNK) {
      h.createQuery("select name, no from logged_name where name in (<names>)")
          .bindList("names", names.subList(i, Math.min(names.size(), i + CHUNK)))
          .map((rs, ctx) -> read.put(rs.getString("name"), rs.getLong("no")))
          .list();
    }
    return read;
  }
}
