package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.registry.RegisteredModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The statements over tags of models and versions. */
final class TagDao {
  private TagDao() {}

  static void setOfModel(Tx tx, long no, String key, String value) {
    tx.handle()
        .createUpdate(
            """
            insert into model_tag (model_no, key, value) values (:no, :key, :value)
            on conflict (model_no, key) do update set value = excluded.value
            """)
        .bind("no", no)
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  /** False where there was none. */
  static boolean deleteOfModel(Tx tx, long no, String key) {
    return tx.handle()
            .createUpdate("delete from model_tag where model_no = :no and key = :key")
            .bind("no", no)
            .bind("key", key)
            .execute()
        > 0;
  }

  static void setOfVersion(Tx tx, long no, int version, String key, String value) {
    tx.handle()
        .createUpdate(
            """
            insert into model_version_tag (model_no, version, key, value)
            values (:no, :version, :key, :value)
            on conflict (model_no, version, key) do update set value = excluded.value
            """)
        .bind("no", no)
        .bind("version", version)
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  static boolean deleteOfVersion(Tx tx, long no, int version, String key) {
    return tx.handle()
            .createUpdate(
                """
                delete from model_version_tag
                where model_no = :no and version = :version and key = :key
                """)
            .bind("no", no)
            .bind("version", version)
            .bind("key", key)
            .execute()
        > 0;
  }

  private record Tag<K>(K of, String key, String value) {}

  static Map<Long, Map<String, String>> ofModels(Handle h, List<Long> models) {
    return grouped(
        InChunks.ofModels(
            h,
            "select model_no, key, value from model_tag where model_no in",
            models,
            (rs, ctx) ->
                new Tag<>(rs.getLong("model_no"), rs.getString("key"), rs.getString("value"))));
  }

  static Map<VersionKey, Map<String, String>> ofVersions(Handle h, List<VersionKey> versions) {
    return grouped(
        InChunks.ofVersions(
            h,
            "select model_no, version, key, value from model_version_tag"
                + " where (model_no, version) in",
            versions,
            (rs, ctx) ->
                new Tag<>(
                    new VersionKey(rs.getLong("model_no"), rs.getInt("version")),
                    rs.getString("key"),
                    rs.getString("value"))));
  }

  private static <K> Map<K, Map<String, String>> grouped(List<Tag<K>> tags) {
    Map<K, Map<String, String>> all = new HashMap<>();
    tags.forEach(
        tag -> all.computeIfAbsent(tag.of(), k -> new HashMap<>()).put(tag.key(), tag.value()));
    return all;
  }

  /** Whether the model is a prompt. */
  static boolean isPrompt(Handle h, long no) {
    return "true"
        .equals(
            ofModels(h, List.of(no)).getOrDefault(no, Map.of()).get(RegisteredModel.PROMPT_TAG));
  }
}
