package dev.loopline.features.internal.engine;

import java.util.Map;
import java.util.Set;

/**
 * The functions that declared SQL may call: of one row, and the same value at each call, whenever
 * and wherever. Named one by one, because DuckDB calls some consistent that look at the clock, at
 * settings, or at its own version.
 */
final class Deterministic {
  /** Those that look at the clock when called with fewer arguments. */
  static final Map<String, Integer> FEWEST_ARGUMENTS = Map.of("age", 2);

  static final Set<String> FUNCTIONS =
      Set.of(
          """
          + - * / // % ** ^ ^@ & | << >> ~ || && <-> <=> <@ @> @ -> ->> !~~ !~~* ~~ ~~* ~~~ !__postfix
          add subtract multiply divide mod fmod fdiv abs ceil ceiling floor round round_even roundbankers
          trunc sign signbit sqrt cbrt exp ln log log2 log10 pow power gamma lgamma factorial even gcd lcm
          greatest_common_divisor least_common_multiple degrees radians pi
          sin cos tan cot asin acos atan atan2 sinh cosh tanh asinh acosh atanh
          isnan isinf isfinite nextafter bit_count xor least greatest nullif if ifnull
          age date_add date_diff datediff date_part datepart date_sub datesub date_trunc datetrunc time_bucket
          year month day hour minute second millisecond microsecond nanosecond quarter week weekofyear
          yearweek weekday dayofweek dayofmonth dayofyear isodow isoyear decade century millennium era julian
          dayname monthname last_day days_in_month epoch epoch_ms epoch_us epoch_ns
          make_date make_time make_timestamp make_timestamp_ms make_timestamp_ns strftime strptime try_strptime
          timezone to_timestamp to_years to_quarters to_months to_weeks to_days to_hours to_minutes to_seconds
          to_milliseconds to_microseconds to_decades to_centuries to_millennia normalized_interval
          concat concat_ws lower lcase upper ucase trim ltrim rtrim lpad rpad left right left_grapheme
          right_grapheme substr substring substring_grapheme split split_part str_split string_split
          string_to_array str_split_regex string_split_regex regexp_split_to_array replace translate reverse
          repeat overlay format printf bar chr ascii ord unicode length len char_length character_length
          length_grapheme strlen octet_length bit_length position strpos instr prefix suffix starts_with
          ends_with contains like_escape not_like_escape ilike_escape not_ilike_escape strip_accents
          nfc_normalize regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches
          regexp_replace levenshtein editdist3 damerau_levenshtein hamming mismatches jaccard jaro_similarity
          jaro_winkler_similarity hex to_hex unhex from_hex bin to_binary unbin from_binary to_base base64
          to_base64 from_base64 encode decode url_encode url_decode md5 md5_number md5_number_lower
          md5_number_upper sha1 sha256 parse_dirname parse_dirpath parse_filename parse_path
          list_value list_pack list_extract list_element list_slice list_contains list_has list_has_any
          list_has_all list_position list_indexof list_concat list_cat list_append list_prepend list_distinct
          list_unique list_sort list_reverse_sort list_reverse list_filter list_transform list_apply list_reduce
          list_intersect list_zip list_sum list_min list_max list_avg list_count list_product list_median
          list_stddev_pop list_stddev_samp list_var_pop list_var_samp list_bool_and list_bool_or list_first
          list_last list_aggregate list_aggr list_dot_product list_inner_product list_distance
          list_cosine_distance list_cosine_similarity flatten range generate_series array_value array_extract
          array_slice array_contains array_has array_position array_length array_to_string array_concat
          array_sort array_distinct array_append array_prepend array_transform array_filter
          array_inner_product array_dot_product array_distance array_cosine_distance array_cosine_similarity
          element_at map map_extract map_extract_value map_keys map_values map_entries map_contains
          cardinality struct_pack struct_extract struct_extract_at row
          json json_extract json_extract_path json_extract_path_text json_extract_string json_value json_exists
          json_contains json_array_length json_keys json_type json_valid
          typeof
          """
              .strip()
              .split("\\s+"));

  private Deterministic() {}
}
