package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.ModelMetric;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The statements over points of logged models. */
final class ModelMetricDao {
  private static final String NUMBER = "select no from logged_model where id = ?";
  private static final String POINT =
      """
      insert into logged_model_metric
        (model_no, key_no, at, step, run_no, dataset_name, dataset_digest, value, is_nan)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing
      """;

  private ModelMetricDao() {}

  /** A point that is there already stays as it is. */
  static void write(Tx tx, RunRef run, List<ModelMetric> points, Map<String, Long> keys)
      throws SQLException {
    Map<String, Long> models = new HashMap<>();
    for (ModelMetric point : points) {
      if (!models.containsKey(point.modelId())) {
        models.put(point.modelId(), number(tx, point.modelId()));
      }
    }
    PreparedStatement insert = tx.prepared(POINT);
    for (ModelMetric point : points) {
      Metric metric = point.metric();
      insert.setLong(1, LogWriter.number(models, point.modelId()));
      insert.setLong(2, LogWriter.number(keys, metric.key()));
      insert.setLong(3, metric.timestamp());
      insert.setLong(4, metric.step());
      insert.setLong(5, run.no());
      insert.setString(6, point.datasetName());
      insert.setString(7, point.datasetDigest());
      insert.setDouble(8, metric.stored());
      insert.setInt(9, metric.isNaN() ? 1 : 0);
      insert.executeUpdate();
    }
  }

  private static long number(Tx tx, String id) throws SQLException {
    PreparedStatement select = tx.prepared(NUMBER);
    select.setString(1, id);
    try (ResultSet rs = select.executeQuery()) {
      if (rs.next()) {
        return rs.getLong(1);
      }
    }
    throw LoggedModelDao.noSuchModel(id);
  }

  static Map<Long, List<ModelMetric>> of(Handle h, List<Long> models) {
    Map<Long, List<ModelMetric>> points = new HashMap<>();
    h.createQuery(
            """
            select x.model_no, m.id, r.id, n.name, x.value, x.is_nan, x.at, x.step,
              x.dataset_name, x.dataset_digest
            from logged_model_metric x
              join logged_model m on m.no = x.model_no
              join run r on r.no = x.run_no
              join logged_name n on n.no = x.key_no
            where x.model_no in (<models>)
            order by n.name, x.at, x.step, r.id
            """)
        .bindList("models", models)
        .map(
            (rs, ctx) ->
                points
                    .computeIfAbsent(rs.getLong(1), m -> new ArrayList<>())
                    .add(
                        new ModelMetric(
                            rs.getString(2),
                            rs.getString(3),
                            new Metric(
                                rs.getString(4),
                                LoggedDao.value(rs.getDouble(5), rs.getInt(6)),
                                rs.getLong(7),
                                rs.getLong(8)),
                            rs.getString(9),
                            rs.getString(10))))
        .list();
    return points;
  }
}
