package dev.loopline.registry.internal;

import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelCard;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The statements over what tables say of many models at once. */
final class GlanceDao {
  private GlanceDao() {}

  /** How many versions each has; those without any are left out. */
  static Map<String, Long> versions(Handle h, List<String> names) {
    Map<String, Long> all = new HashMap<>();
    if (!names.isEmpty()) {
      h.createQuery(
              """
              select m.name, count(*) from registered_model m
              join model_version v on v.model_no = m.no and v.deleted_at is null
              where m.name in (<names>) group by m.name
              """)
          .bindList("names", names)
          .map((rs, ctx) -> all.put(rs.getString(1), rs.getLong(2)))
          .list();
    }
    return all;
  }

  /** Whom the card that was written last names, of whichever version. */
  static Map<String, String> cardOwners(Handle h, List<String> names) {
    Map<String, String> all = new HashMap<>();
    if (!names.isEmpty()) {
      // Of cards written at the same time the highest version's comes last, and stays.
      h.createQuery(
              """
              select m.name, c.document from registered_model m
              join model_card c on c.model_no = m.no
              where m.name in (<names>)
                and c.at = (select max(x.at) from model_card x where x.model_no = m.no)
              order by c.version, c.revision
              """)
          .bindList("names", names)
          .map(
              (rs, ctx) -> {
                String owner = Json.read(rs.getString(2), ModelCard.class).owner();
                return owner == null
                    ? all.remove(rs.getString(1))
                    : all.put(rs.getString(1), owner);
              })
          .list();
    }
    return all;
  }
}
