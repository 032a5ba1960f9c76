package dev.loopline.metadata.internal.garbage;

import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.internal.Removed;
import dev.loopline.metadata.internal.lineage.LinkDao;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.List;

/**
 * What tracking's own tables know of lineage, written down before its rows go: what a model that
 * serves was made from has to be answered also when somebody cleaned up its runs. Of what led to
 * nothing, nothing is kept.
 */
final class KeptLinks {
  private static final String RUNS =
      """
      with led as (select r.no, r.id from run r where r.no in (<numbers>)
        and (exists (select 1 from lineage_link k where k.from_kind = 'run' and k.from_id = r.id)
          or exists (select 1 from run_model o where o.run_no = r.no and o.is_output = 1)
          or exists (select 1 from logged_model l where l.source_run_id = r.id)
          or exists (select 1 from run_origin c where c.kind = 'run' and c.origin = r.id
            and c.run_no not in (<numbers>))))
      select 'dataset' as from_kind, d.id as from_id, 'run' as to_kind, led.id as to_id
        from led join run_input i on i.run_no = led.no join dataset d on d.no = i.dataset_no
      union all
      select 'logged model', m.model_id, 'run', led.id
        from led join run_model m on m.run_no = led.no where m.is_output = 0
      union all
      select 'run', led.id, 'logged model', m.model_id
        from led join run_model m on m.run_no = led.no where m.is_output = 1
        and not exists
          (select 1 from logged_model l where l.id = m.model_id and l.source_run_id = led.id)
      union all
      select o.kind, o.origin, 'run', led.id from led join run_origin o on o.run_no = led.no
      """;

  private static final String MODELS =
      """
      select 'run' as from_kind, l.source_run_id as from_id, 'logged model' as to_kind,
        l.id as to_id
      from logged_model l where l.no in (<numbers>) and l.source_run_id <> ''
        and (exists (select 1 from lineage_link k
            where k.from_kind = 'logged model' and k.from_id = l.id)
          or exists (select 1 from run_model u where u.model_id = l.id and u.is_output = 0))
      """;

  private static final String DATASETS =
      """
      select d.id, d.name, d.digest, e.name as experiment
      from dataset d join experiment e on e.id = d.experiment_id where d.no in (<numbers>)
        and not exists (select 1 from run_input i where i.dataset_no = d.no)
        and exists
          (select 1 from lineage_link k where k.from_kind = 'dataset' and k.from_id = d.id)
      """;

  private static final String LOCATIONS =
      """
      select 'external dataset' as from_kind, x.id as from_id, 'dataset' as to_kind, d.id as to_id
      from dataset d join openlineage_dataset x on x.location = d.location
      where d.no in (<numbers>)
        and not exists (select 1 from run_input i where i.dataset_no = d.no)
        and exists
          (select 1 from lineage_link k where k.from_kind = 'dataset' and k.from_id = d.id)
      """;

  private KeptLinks() {}

  static void ofRuns(Tx tx, List<Long> numbers) {
    keep(tx, RUNS, numbers);
  }

  static void ofModels(Tx tx, List<Long> numbers) {
    keep(tx, MODELS, numbers);
  }

  private static void keep(Tx tx, String select, List<Long> numbers) {
    tx.handle()
        .createQuery(select)
        .bindList("numbers", numbers)
        .map(
            (rs, ctx) ->
                new Link(
                    new Ref(rs.getString("from_kind"), rs.getString("from_id")),
                    new Ref(rs.getString("to_kind"), rs.getString("to_id")),
                    Link.UNDATED))
        .list()
        // Nobody's, as tracking's links are: every product's lineage may lead over them.
        .forEach(link -> LinkDao.put(tx, "", link));
  }

  /**
   * Datasets that no run reads any more, and that kept links still name; where they lay is kept.
   */
  static List<Removed.Thing> datasets(Tx tx, List<Long> numbers) {
    keep(tx, LOCATIONS, numbers);
    return tx.handle()
        .createQuery(DATASETS)
        .bindList("numbers", numbers)
        .map(
            (rs, ctx) ->
                new Removed.Thing(
                    Removed.DATASET,
                    rs.getString("id"),
                    rs.getString("name"),
                    rs.getString("experiment"),
                    rs.getString("digest"),
                    ""))
        .list();
  }
}
