import { runOf, type LoggedKey } from "../src/lib/mlflow.ts";
import type { MlRun } from "../src/lib/types.ts";
import * as hotel from "./hotel.ts";
import { parseFilter } from "./runfilter.ts";

/** The made-up runs behind the routes that search and count them. */

const names = new Map(hotel.experiments.map((e) => [e.experiment_id, e.name]));

function within(ids: string[], filter: string): MlRun[] {
  const { test } = parseFilter(filter.replace(/`/g, ""));
  return hotel.mlRuns.filter((r) => ids.includes(r.info.experiment_id) && test(runOf(r)));
}

const wrong = (filter: string): boolean => parseFilter(filter).error !== null;
const problem = (filter: string) => ({ status: 400, title: "Bad Request", detail: `Invalid query at column ${filter.length + 1}: the query's end stands where a value was expected.`, code: "QUERY_INVALID" });

export function search(body: string): unknown {
  const asked = JSON.parse(body) as { experiment_ids: string[]; max_results?: number; page_token?: string; filter?: string; order_by?: string[] };
  const filter = asked.filter ?? "";
  if (wrong(filter)) return { status: 400, error_code: "INVALID_PARAMETER_VALUE", message: problem(filter).detail };
  const all = within(asked.experiment_ids, filter);
  const by = /^(metrics|params)\.`(.+)` (ASC|DESC)$/.exec(asked.order_by?.[0] ?? "");
  if (by) {
    const value = (r: MlRun): number => Number((by[1] === "metrics" ? r.data?.metrics?.find((m) => m.key === by[2]) : r.data?.params?.find((p) => p.key === by[2]))?.value ?? NaN);
    all.sort((a, b) => (Number.isNaN(value(a)) ? 1 : Number.isNaN(value(b)) ? -1 : (value(a) - value(b)) * (by[3] === "ASC" ? 1 : -1)));
  }
  const from = Number(asked.page_token ?? 0);
  const max = asked.max_results ?? 1000;
  return { runs: all.slice(from, from + max), ...(from + max < all.length ? { next_page_token: String(from + max) } : {}) };
}

export function survey(product: string, what: string, query: URLSearchParams): unknown {
  const experiment = query.get("experiment");
  const ids = [...names].filter(([id, name]) => name.startsWith(`${product}/`) && (!experiment || id === experiment)).map(([id]) => id);
  const filter = query.get("filter") ?? "";
  if (wrong(filter)) return problem(filter);
  const runs = within(ids, filter).map(runOf);
  switch (what) {
    case "count":
      return { count: runs.length };
    case "keys": {
      const keys = new Map<string, LoggedKey & { seen: Set<string> }>();
      const add = (group: LoggedKey["group"], key: string, value: string) => {
        const k = keys.get(group + key) ?? { group, key, runs: 0, lowest: null, highest: null, values: 0, seen: new Set<string>() };
        k.runs++;
        k.seen.add(value);
        if (group === "METRICS") {
          k.lowest = Math.min(k.lowest ?? Infinity, Number(value));
          k.highest = Math.max(k.highest ?? -Infinity, Number(value));
        } else k.values = k.seen.size;
        keys.set(group + key, k);
      };
      for (const r of runs) {
        for (const [k, v] of Object.entries(r.metrics)) add("METRICS", k, String(v));
        for (const [k, v] of Object.entries(r.params)) add("PARAMS", k, v);
        for (const [k, v] of Object.entries(r.tags)) add("TAGS", k, v);
      }
      return { items: [...keys.values()].map(({ seen: _, ...k }) => k), nextCursor: null };
    }
    case "values": {
      const counts = new Map<string, number>();
      for (const r of runs) {
        const v = r[query.get("group") === "tags" ? "tags" : "params"][query.get("key") ?? ""];
        if (v !== undefined) counts.set(v, (counts.get(v) ?? 0) + 1);
      }
      return { items: [...counts].sort((a, b) => b[1] - a[1]).slice(0, 50).map(([value, n]) => ({ value, runs: n })), nextCursor: null };
    }
    default:
      return density(runs.flatMap((r) => { const v = r.metrics[query.get("metric") ?? ""]; return r.start && v !== undefined ? [{ t: r.start, v }] : []; }));
  }
}

function density(points: { t: number; v: number }[]): unknown {
  const [columns, rows] = [120, 12];
  if (points.length === 0) return { runs: 0, from: null, to: null, lowest: 0, highest: 0, columns, rows, cells: [] };
  const sorted = points.map((p) => p.v).sort((a, b) => a - b);
  const [lowest, highest] = [sorted[Math.floor(sorted.length / 100)] ?? 0, sorted.at(-1) ?? 1];
  const [from, to] = [Math.min(...points.map((p) => p.t)), Math.max(...points.map((p) => p.t))];
  const cells = new Map<string, { column: number; row: number; runs: number }>();
  const place = (x: number, a: number, b: number, n: number) => Math.max(0, Math.min(n - 1, Math.floor(((x - a) / (b - a || 1)) * n)));
  for (const p of points) {
    const [column, row] = [place(p.t, from, to, columns), place(p.v, lowest, highest, rows)];
    const cell = cells.get(`${column} ${row}`) ?? { column, row, runs: 0 };
    cell.runs++;
    cells.set(`${column} ${row}`, cell);
  }
  return { runs: points.length, from: new Date(from).toISOString(), to: new Date(to).toISOString(), lowest, highest, columns, rows, cells: [...cells.values()] };
}

const PAGE = "<!doctype html><title>Report</title><style>h1{color:green}</style><script>document.title='run'</script><h1>Confusion</h1><table border=1><tr><th></th><th>no</th><th>yes</th></tr><tr><th>no</th><td>912</td><td>88</td></tr></table>";

export function artifact(path: string): unknown {
  if (path.endsWith(".csv")) return `lead_time,deposit,score\n${Array.from({ length: 60 }, (_, i) => `${(i * 37) % 400},${i % 3 ? "No Deposit" : "Non Refund"},${(0.2 + ((i * 7) % 60) / 100).toFixed(3)}`).join("\n")}\n`;
  if (path.endsWith("environment.json")) return { host: "gpu-2.ml.example", os: "Linux 6.12.9 amd64", cpus: 8, memoryBytes: 33_554_432_000, isolated: true, gpus: ["NVIDIA L4, 560.35"], java: "25.0.3+9-LTS", heapMegabytes: 1536, libraries: ["jackson-databind-2.20.1", "onnxruntime-1.29.0", "tribuo-util-onnx-4.3.2", "xgboost4j_2.13-2.1.4", "duckdb_jdbc-2.0.0.1", "protobuf-java-4.33.2"] };
  return path.endsWith(".html") ? PAGE : { said: "Made-up text of a file." };
}

export const files = (path: string | null): unknown =>
  path
    ? { root_uri: "", files: [{ path: "model/MLmodel", is_dir: false, file_size: 612 }, { path: "model/model.onnx", is_dir: false, file_size: 1834201 }] }
    : { root_uri: "", files: [{ path: "model", is_dir: true }, { path: "confusion.json", is_dir: false, file_size: 412 }, { path: "environment.json", is_dir: false, file_size: 8211 }, { path: "report.html", is_dir: false, file_size: 2211 }, { path: "scores.csv", is_dir: false, file_size: 1811 }] };
