import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import type { LoopStep, Product } from "../src/lib/types.ts";
import * as hotel from "./hotel.ts";
import { llm } from "./llm.ts";
import { registry } from "./registry.ts";
import * as lineage from "./lineage.ts";
import { search } from "./search.ts";
import * as tracking from "./tracking.ts";
import { webhooks } from "./webhooks.ts";

/**
 * Answers the API with made-up data while `vite` serves for development; no part of what is built.
 * Products: hotel-bookings (a lot), electricity (a little), first-steps (nothing), broken (all fails), slow (never answers).
 */

interface Problem {
  status: number;
  title: string;
  detail: string;
  code: string;
}

const notFound = (detail: string): Problem => ({ status: 404, title: "Not Found", detail, code: "NOT_FOUND" });
const page = <T>(items: T[], url?: URL) => {
  const limit = Math.min(1000, Number(url?.searchParams.get("limit") ?? 1000));
  const from = Number(url?.searchParams.get("cursor") ?? 0);
  return { items: items.slice(from, from + limit), nextCursor: from + limit < items.length ? String(from + limit) : null };
};

const bare = (name: string): Product => ({ name, createdAt: "2026-11-23T10:00:00Z", createdBy: "ana", spec: null, commit: null, revision: null, missingForTraining: ["product.yaml is missing; run 'loopline new' or push one."] });
const electricity: Product = {
  ...bare("electricity"), commit: "77ab410c0ffee0000000000000000000000000aa", revision: 1,
  spec: { name: "electricity", goal: "Buy half-hours before the price goes up.", kpi: null, value: null, problem: { type: "classification", target: "up", metric: "auc", threshold: null }, data: { entity: "half_hour", eventTime: "at", label: null, fields: ["nswprice", "nswdemand"], history: null, freshness: null }, architecture: [], roles: { dataScientist: ["Ana Ribeiro"] } },
  missingForTraining: ["product.yaml: data.label is missing; supervised training needs a known label: name its column and when it becomes known (knownAt).", "product.yaml: kpi is missing; say how success is measured and what it must reach."],
};
const products = [hotel.product, electricity, bare("first-steps"), bare("broken"), bare("slow")];
const events = hotel.makeEvents();
let head = 48213;

function answer(method: string, url: URL, body: string): unknown | Problem | string | null | undefined {
  const path = url.pathname;
  if (path === "/api/v1/products") return page(products, url);
  const traced = llm(method, url, body) ?? webhooks(method, path, body);
  if (traced !== undefined) return traced;
  if (path.startsWith("/api/2.0/mlflow-artifacts/")) return path.endsWith("baseline.json") ? hotel.baseline : tracking.artifact(path);
  if (path.startsWith("/api/2.0/mlflow/")) return mlflow(path.slice(16), url, body);
  if (path === "/api/v1/search" || path.startsWith("/api/v1/search/")) return url.searchParams.get("product") === "broken" ? boom() : search(path.split("/").slice(4), url);
  if (path === "/api/v1/events") {
    const of = url.searchParams.get("product");
    const type = url.searchParams.get("type");
    if (of === "broken") return boom();
    const mine = of === hotel.P || of === null ? events : [];
    return page(type ? mine.filter((e) => (type.endsWith(".") ? e.type.startsWith(type) : e.type === type)) : mine, url);
  }
  const event = /^\/api\/v1\/events\/([^/]+)$/.exec(path);
  if (event) return events.find((e) => e.id === event[1]) ?? { ...events[5], id: event[1] };
  const log = /^\/api\/v1\/pipeline-runs\/([^/]+)\/tasks\/([^/]+)\/log$/.exec(path);
  if (log) return hotel.taskLog;
  const run = /^\/api\/v1\/pipeline-runs\/([^/]+)(\/cancel)?$/.exec(path);
  if (run) {
    if (run[1] === "run-214") return hotel.liveRun;
    if (run[1] === "run-213") return hotel.failedRun;
    const found = hotel.pipelineRuns.find((r) => r.id === run[1]);
    return found ? { ...found, tasks: hotel.liveRun.tasks.map((t, i) => ({ ...t, state: "SUCCEEDED", attempt: 1, error: null, startedAt: new Date(Date.parse(found.startedAt) + i * 9000).toISOString(), endedAt: new Date(Date.parse(found.startedAt) + (i + 1) * 9000).toISOString() })) } : notFound(`There is no pipeline run ${run[1]}.`);
  }
  const model = registry(url);
  if (model !== undefined) return model;
  const rest = /^\/api\/v1\/products\/([^/]+)(?:\/(.*))?$/.exec(path);
  if (!rest) return notFound(`There is nothing at ${path}.`);
  const name = decodeURIComponent(rest[1] ?? "");
  const product = products.find((p) => p.name === name);
  if (!product) return notFound(`There is no product ${name}; list the products.`);
  return ofProduct(product, (rest[2] ?? "").split("/").filter(Boolean).map(decodeURIComponent), url, method, body);
}

const boom = (): Problem => ({ status: 503, title: "Service Unavailable", detail: "The database at .loopline/loopline.db does not answer: disk full. Free some space on /var, then ask again.", code: "DATABASE_UNAVAILABLE" });

function ofProduct(product: Product, rest: string[], url: URL, method: string, body: string): unknown {
  const [kind = "", id, sub, last] = rest;
  if (product.name === "broken") return boom();
  if (kind === "") return product;
  const full = product.name === hotel.P;
  const little = product.name === "electricity";
  switch (kind) {
    case "loop": {
      if (full) return hotel.fullLoop;
      const some = (n: number): LoopStep["state"] => (little && (n < 6 || n === 13) ? "DONE" : "MISSING");
      return hotel.loop(some, [], false, product.name);
    }
    case "event-time":
      return { ...hotel.eventTime, product: product.name, replayed: full };
    case "challenges":
      return id ? (hotel.challenges.find((c) => c.id === id) ?? hotel.challenges[5]) : page(full ? hotel.challenges : []);
    case "sources":
      if (!id) return page(full ? hotel.sources : little ? [{ name: "prices", rows: 48, revision: 1 }] : []);
      if (sub === "analysis" && (!full || id === "holidays")) return notFound(`The source '${id}' was not analysed yet; POST to this path to do it.`);
      return hotel.analysis;
    case "views":
      if (id && sub === "snapshots") return page(full ? hotel.snapshots : [], url);
      return id ? (hotel.views.find((v) => v.name === id) ?? notFound(`There is no view ${id}.`)) : page(full ? hotel.views : []);
    case "pipelines":
      if (method === "POST") return { ...hotel.liveRun };
      return page(full ? hotel.pipelines : []);
    case "pipeline-runs": {
      const of = url.searchParams.get("pipeline");
      return page(full ? hotel.pipelineRuns.filter((r) => !of || r.pipeline === of) : [], url);
    }
    case "models":
      if (id && last) return hotel.versions.find((v) => String(v.version) === last) ?? notFound(`There is no version ${last}.`);
      return id ? page(id.endsWith("no-show") ? hotel.versions.slice(6).map((v) => ({ ...v, stage: "NONE", aliases: [] })) : hotel.versions) : page(full ? hotel.models : []);
    case "runs":
      return full || id !== "count" ? tracking.survey(product.name, id ?? "", url.searchParams) : { count: 0 };
    case "endpoints":
      if (!id) return page(full ? hotel.endpoints : []);
      if (sub === "predictions") return page(hotel.predictions, url);
      if (sub === "drift") return hotel.drift;
      if (sub === "performance") return hotel.performance;
      if (sub === "predict") {
        const keys = (JSON.parse(body) as { keys: string[] }).keys;
        return keys.some((k) => !/^\d+$/.test(k)) ? { status: 404, title: "Not Found", detail: `The view booking has no row of key ${keys.find((k) => !/^\d+$/.test(k))}; ingest it first.`, code: "KEY_NOT_FOUND" } : { predictions: keys.map((key, i) => ({ id: hotel.predictions[i]?.id, key, score: 0.64 - i * 0.2, version: "7" })) };
      }
      return hotel.endpoints[0];
    case "monitors":
      if (sub === "drift") return page(full ? hotel.driftHistory : [], url);
      return page(full ? hotel.monitors : []);
    case "predictions":
      if (sub === "trace") return hotel.trace(id ?? "");
      return { ...hotel.predictions[0], id, endpoint: "cancellation", key: "118204", time: "2017-08-06T10:42:00.000Z", score: 0.7104 };
    case "lineage":
      if (!full) return notFound(`Product ${product.name} has no ${url.searchParams.get("kind")} '${url.searchParams.get("id")}' with a lineage.`);
      if (id === "neighbours") return page(lineage.neighbours(), url);
      return lineage.graph(url.searchParams.get("kind") ?? "", url.searchParams.get("id") ?? "", url.searchParams.get("direction") ?? "both");
    case "labels":
      return { key: id, positive: true, time: "2017-08-19T00:00:00Z" };
    case "deliveries":
      return id ? hotel.deliveries.find((d) => d.id === id) : page(full ? hotel.deliveries : [], url);
    case "commits":
      return page(full ? hotel.commits : [], url);
    case "files":
      if (id) return `# ${rest.slice(1).join("/")}\nname: hotel-bookings\ngoal: Lose fewer rooms to cancellations.\n`;
      return page(full ? ["README.md", "product.yaml", "features/booking.yaml", "pipelines/training.yaml", "serving.yaml", "monitoring.yaml"].map((p) => ({ path: p })) : []);
    default:
      return notFound(`There is nothing at ${url.pathname}.`);
  }
}

function mlflow(path: string, url: URL, body: string): unknown {
  const id = url.searchParams.get("run_id");
  const run = hotel.mlRuns.find((r) => r.info.run_id === id) ?? hotel.mlRuns[id === "first" ? 0 : id === "dirty" ? 5 : 3];
  switch (path) {
    case "experiments/search":
      return { experiments: hotel.experiments };
    case "runs/search":
      return tracking.search(body);
    case "runs/get":
      return { run };
    case "metrics/get-history-bulk-interval": {
      const key = url.searchParams.get("metric_key") ?? "auc";
      return { metrics: url.searchParams.getAll("run_ids").flatMap((of) => hotel.history(key, hotel.mlRuns.findIndex((r) => r.info.run_id === of) + 5).map((m) => ({ ...m, run_id: of }))) };
    }
    case "artifacts/list":
      return tracking.files(url.searchParams.get("path"));
    default:
      return { status: 404, error_code: "ENDPOINT_NOT_FOUND", message: path };
  }
}

function stream(url: URL, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write(": connected\n\n");
  if (url.searchParams.get("product") !== hotel.P) return;
  const timer = setInterval(() => {
    head++;
    const e = { ...events[7], id: `ev-live-${head}`, position: head, data: { accepted: 1 + (head % 9) }, eventTime: "2017-08-29T14:20:00Z" };
    response.write(`id: ${head}\nevent: ${e.type}\ndata: ${JSON.stringify(e)}\n\n`);
  }, 4000);
  response.on("close", () => clearInterval(timer));
}

function body(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => resolve(text));
  });
}

export function fixtureServer(): Plugin {
  return {
    name: "loopline-fixtures",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? "/", "http://localhost");
        if (!/^\/(ajax-)?api\//.test(url.pathname)) return next();
        if (url.pathname.includes("/products/slow") || url.searchParams.get("product") === "slow") return undefined;
        if (url.pathname === "/api/v1/events/stream") return stream(url, response);
        void body(request).then((text) => {
          const found = answer(request.method ?? "GET", url, text);
          if (typeof found === "string") {
            response.writeHead(200, { "Content-Type": "text/plain" });
            return response.end(found);
          }
          if (found === undefined || found === null) return response.writeHead(204).end();
          const status = (found as { status?: unknown }).status;
          const problem = typeof status === "number" && status >= 400;
          response.writeHead(problem ? status : 200, { "Content-Type": problem ? "application/problem+json" : "application/json" });
          return response.end(JSON.stringify(found));
        });
        return undefined;
      });
    },
  };
}
