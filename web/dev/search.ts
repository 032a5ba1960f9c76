import type { Json } from "../src/lib/types.ts";
import type { SearchColumn, SearchKind } from "../src/lib/search.ts";
import { runOf } from "../src/lib/mlflow.ts";
import * as hotel from "./hotel.ts";
import { parseFilter } from "./runfilter.ts";

/** As much of the search as pages need to be looked at: a few kinds, and filters of runs alone. */

const SIGNS: Record<string, string[]> = { text: ["=", "!=", "LIKE", "ILIKE", "IN"] };
const column = (name: string, type: SearchColumn["type"] = "text", about = "", values: string[] = []): SearchColumn => ({ name, type, about, operators: SIGNS[type] ?? ["=", "!=", "<", "<=", ">", ">=", "IN"], values, ordered: !name.startsWith("features") });
const kind = (name: string, title: string, about: string, columns: SearchColumn[], order: string, examples: [string, string][]): SearchKind => ({ name, title, about, columns, shown: columns.map((c) => c.name).filter((n) => !n.endsWith("*")), order, examples: examples.map(([query, finds]) => ({ query, finds })) });

const KINDS: SearchKind[] = [
  kind("runs", "Runs", "A run of code that logged parameters, metrics and files: a training, mostly.", [column("run_id"), column("run_name"), column("experiment"), column("status", "text", "Where it stands", ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]), column("start_time", "time"), column("duration", "duration"), column("user_id"), column("metrics.*", "number", "The last value of a metric"), column("params.*"), column("tags.*")], "start_time DESC", [
    ["metrics.auc > 0.7 AND params.algorithm = 'xgboost'", "good runs of one algorithm"],
    ["status = 'FAILED' AND start_time > now - 1d", "what failed since yesterday"],
    ["(tags.team IN ('pricing', 'risk') OR user_id = 'ana') AND NOT duration > 2h", "two teams' and one colleague's, but no long ones"],
  ]),
  kind("models", "Models", "A registered model, whatever its versions.", [column("name"), column("product"), column("versions", "number"), column("alias"), column("tags.*")], "name", [["name LIKE 'hotel.%' AND alias = 'champion'", "the hotel's that have a champion"]]),
  kind("pipeline-runs", "Pipeline runs", "A run of a pipeline, or of the steps of a delivery.", [column("id"), column("product"), column("pipeline"), column("state"), column("start_time", "time"), column("duration", "duration")], "id DESC", [["pipeline = 'train' AND state = 'FAILED' AND start_time > '2026-07-01'", "trainings that failed since a day"]]),
  kind("deliveries", "Deliveries", "A commit on its way through ci.yaml, or a model's version on its way to endpoints.", [column("id"), column("product"), column("state"), column("commit"), column("start_time", "time")], "id DESC", [["kind = 'PROMOTION' AND state != 'SUCCEEDED'", "promotions that came to nothing"]]),
  kind("predictions", "Predictions", "A prediction that an endpoint made and logged, with the features that it was made from.", [column("id"), column("product"), column("endpoint"), column("key"), column("time", "time"), column("score", "number"), column("version", "number"), column("features.*", "open")], "time DESC", [["endpoint = 'cancellation' AND score > 0.9 AND time >= '2016-08-01'", "sure ones of a month"], ["features.hotel = 'City Hotel' AND NOT features.lead_time < 100", "by what they were made from"]]),
];

type Row = Record<string, Json>;

function rows(name: string, query: string): Row[] | { column: number; detail: string } {
  switch (name) {
    case "runs": {
      const filter = parseFilter(query.replace(/ OR run_id LIKE .*/, ""));
      if (filter.error) return { column: Math.max(1, query.length), detail: `Invalid query at column ${query.length + 1}: the end stands where a value: a text in quotes, a number, a duration such as 7d, or now was expected.` };
      return hotel.mlRuns.map(runOf).filter(filter.test).map((r) => ({ run_id: r.id, run_name: r.name, experiment: hotel.experiments.find((e) => e.experiment_id === r.experiment)?.name ?? null, status: r.status, start_time: r.start ? new Date(r.start).toISOString() : null, duration: r.end && r.start ? r.end - r.start : null, user_id: r.user, ...Object.fromEntries(Object.entries(r.metrics).map(([k, v]) => [`metrics.${k}`, v])), ...Object.fromEntries(Object.entries(r.params).map(([k, v]) => [`params.${k}`, v])), href: `/products/${hotel.P}/runs/${r.id}` }));
    }
    case "models":
      return hotel.models.map((m) => ({ name: m.name, product: hotel.P, versions: m.versions, alias: m.champion ? "champion" : null, href: `/products/${hotel.P}/models/${m.name}` }));
    case "pipeline-runs":
      return hotel.pipelineRuns.map((r) => ({ id: r.id, product: hotel.P, pipeline: r.pipeline, state: r.state, start_time: r.startedAt, duration: r.endedAt ? Date.parse(r.endedAt) - Date.parse(r.startedAt) : null, href: `/products/${hotel.P}/pipeline-runs/${r.id}` }));
    case "deliveries":
      return hotel.deliveries.map((d) => ({ id: d.id, product: hotel.P, state: d.state, commit: d.commit, start_time: d.startedAt, href: `/products/${hotel.P}/deliveries/${d.id}` }));
    default:
      return hotel.predictions.map((p) => ({ id: p.id, product: hotel.P, endpoint: "cancellation", key: p.key, time: p.time, score: p.score, version: 7, href: `/products/${hotel.P}/predictions/${p.id}` }));
  }
}

export function search(parts: string[], url: URL): unknown {
  const [name, what] = parts;
  if (!name) return { kinds: KINDS };
  const of = KINDS.find((k) => k.name === name);
  if (!of) return { status: 404, title: "Not Found", detail: `There is no kind '${name}' of things to search.`, code: "KIND_NOT_FOUND" };
  const product = url.searchParams.get("product");
  const found = product === null || product === hotel.P ? rows(name, url.searchParams.get("q") ?? "") : [];
  if (!Array.isArray(found)) return { status: 400, title: "Bad Request", code: "QUERY_INVALID", ...found };
  if (what === "count") return { count: found.length, exact: name !== "predictions" || !url.searchParams.get("q") };
  const columns = (url.searchParams.get("columns") ?? "").split(",").map((c) => c.trim().replace(/`/g, "")).filter(Boolean).map((c) => ({ name: c, type: of.columns.find((k) => k.name === c || (k.name.endsWith("*") && c.startsWith(k.name.slice(0, -1))))?.type ?? "text" }));
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const items = found.slice(from, from + limit).map((row) => ({ ...Object.fromEntries(columns.map((c) => [c.name, row[c.name] ?? null])), href: row["href"] }));
  return { kind: name, columns, items, ...(from + limit < found.length ? { next: String(from + limit) } : {}) };
}
