import type { CardRevision, Change, FullVersion, Passport, Promotion, RegisteredModel, StagePeriod, VersionFigures } from "../src/lib/registry.ts";
import type { Json } from "../src/lib/types.ts";
import * as hotel from "./hotel.ts";
import { hex, random } from "./random.ts";

/** The made-up registry: a product's models, one with very many versions, and one of a plain MLflow client. */

const CANCEL = `${hotel.P}.cancellation`;
const MANY = `${hotel.P}.nightly-price`;
const PLAIN = "review-sentiment";
const EMPTY = `${hotel.P}.draft`;
const next = random(77);
const at = (days: number): string => new Date(Date.parse("2026-11-24T03:10:00Z") - days * 86_400_000).toISOString();

const tagged = (there: boolean, key: string, value: string): Record<string, string> => (there ? { [key]: value } : {});
const waits = (v: number): string | null => (v === 8 ? "REQUESTED" : v === 5 ? "REJECTED" : v < 8 ? "PROMOTED" : null);
const cancel: VersionFigures[] = hotel.versions.map((v): VersionFigures => ({ version: Number(v.version), stage: v.stage, aliases: v.aliases, tags: tagged(v.version === 8, "reviewed", "partly"), description: null, run: v.run ?? "", createdAt: v.createdAt, createdBy: "workflow", decision: waits(Number(v.version)), servable: true, metrics: v.metrics ?? {} }));
const many: VersionFigures[] = Array.from({ length: 640 }, (_, i) => {
  const version = 640 - i;
  return { version, stage: version === 632 ? "PRODUCTION" : version > 632 ? "STAGING" : "ARCHIVED", aliases: version === 632 ? ["champion"] : version === 640 ? ["challenger"] : [], tags: tagged(version % 7 === 0, "sweep", String(Math.floor(version / 7))), description: null, run: hex(next, 32), createdAt: at(i), createdBy: version % 3 ? "workflow" : "ana", decision: version === 640 ? "REQUESTED" : version % 9 ? "PROMOTED" : "REJECTED", servable: true, metrics: { rmse: 28 - Math.log(version + 4) * 2.1 + next() * 2.4, mae: 19 - Math.log(version + 4) * 1.4 + next() } };
});
const plain: VersionFigures[] = [3, 2, 1].map((version) => ({ version, stage: version === 2 ? "PRODUCTION" : "NONE", aliases: version === 2 ? ["live"] : [], tags: { framework: "transformers" }, description: null, run: hotel.mlRuns[version]?.info.run_id ?? "", createdAt: at(40 - version * 9), createdBy: "mei", decision: null, servable: false, metrics: { f1: 0.81 + version * 0.013, accuracy: 0.84 + version * 0.01 } }));
const FIGURES: Record<string, VersionFigures[]> = { [CANCEL]: cancel, [MANY]: many, [PLAIN]: plain, [EMPTY]: [] };

const model = (name: string, product: string, description: string, tags: Record<string, string> = {}): RegisteredModel => {
  const all = FIGURES[name] ?? [];
  const latest: Record<string, number> = {};
  for (const v of [...all].reverse()) latest[v.stage] = v.version;
  return { name, product, description, tags, aliases: Object.fromEntries(all.flatMap((v) => v.aliases.map((a): [string, number] => [a, v.version]))), latest, createdAt: at(150), updatedAt: all[0]?.createdAt ?? at(3), versions: all.length, owner: tags["owner"] ?? (name === CANCEL ? "Inês Duarte" : null) };
};
const TEXT = "Predicts at booking time whether a stay will be **cancelled**.\n\n## Use\n\n- Overbooking by hotel and night\n- Offers of a free change of date\n\nScores are calibrated; see [the goal](/p/hotel-bookings/product) and `monitoring.yaml`. <script>alert(1)</script> stays what it is: a text.";
const MODELS: RegisteredModel[] = [
  model(CANCEL, hotel.P, TEXT), model(MANY, hotel.P, "A price for each night, made anew every night.", { owner: "Mika Lindqvist", team: "pricing" }), model(EMPTY, hotel.P, ""),
  model(PLAIN, "", "What guests feel, from what they write.", { owner: "mei", task: "text-classification" }),
  ...Array.from({ length: 46 }, (_, i) => ({ ...model(`experiment-${String(i + 1).padStart(2, "0")}`, "", ""), updatedAt: at(60 + i) })),
];

function fitting(url: URL): RegisteredModel[] | null {
  const filter = url.searchParams.get("filter") ?? "";
  if (/[<>=]\s*\)?$/.test(filter)) return null;
  const product = /product = '([^']*)'/.exec(filter)?.[1];
  const like = /name I?LIKE '%?([^'%]*)/i.exec(filter)?.[1]?.toLowerCase();
  const owner = /tags\.owner = '([^']*)'/.exec(filter)?.[1];
  const found = MODELS.filter((m) => (product === undefined || m.product === product) && (!like || m.name.toLowerCase().includes(like)) && (!owner || m.tags["owner"] === owner));
  const [key, way] = (url.searchParams.get("order") ?? "last_updated_timestamp DESC").split(" ");
  const by = (m: RegisteredModel): string => (key === "name" ? m.name : key === "creation_timestamp" ? m.createdAt : m.updatedAt);
  return found.sort((a, b) => by(a).localeCompare(by(b)) * (way === "ASC" ? 1 : -1));
}

const periods = (name: string): StagePeriod[] => {
  const all: StagePeriod[] = [];
  const add = (version: number, stage: string, since: string, until: string | null) => all.push({ model: name, version, stage, since, until, eventSince: since, eventUntil: until });
  if (name === CANCEL) {
    const ends = new Map(hotel.challenges.map((c) => [c.challenger, c]));
    let serving = ["1", hotel.versions.at(-1)?.createdAt ?? ""] as [string, string];
    for (const c of hotel.challenges) {
      add(Number(c.challenger), "Staging", c.startedAt, c.decidedAt ?? null);
      if (c.state === "PROMOTED") { add(Number(serving[0]), "Production", serving[1], c.decidedAt ?? null); serving = [c.challenger, c.decidedAt ?? ""]; }
      else if (c.decidedAt) add(Number(c.challenger), "Archived", c.decidedAt, null);
    }
    add(Number(serving[0]), "Production", ends.get(serving[0])?.decidedAt ?? serving[1], null);
  } else if (name === MANY) {
    for (const v of [...many].reverse()) { add(v.version, "Staging", v.createdAt, v.version > 632 ? null : at(640 - v.version - 0.5)); if (v.version % 8 === 0 && v.version <= 632) add(v.version, "Production", v.createdAt, v.version === 632 ? null : at(640 - v.version - 8)); }
  } else if (name === PLAIN) { add(1, "Production", at(31), at(22)); add(2, "Production", at(22), null); }
  return all.reverse();
};

const change = (name: string, id: number, version: number, when: string, actor: string, what: string, evidence: Change["evidence"]): Change => ({ id, model: name, version, at: when, eventTime: when, actor, change: what, evidence });
function history(name: string): Change[] {
  if (name === CANCEL) {
    const all = hotel.challenges.flatMap((c, i): Change[] => {
      const v = Number(c.challenger);
      const facts = { challenge: c.id, difference: c.evidence?.difference ?? 0, rows: c.evidence?.rows ?? 0 };
      return [
        change(name, i * 10 + 1, v, c.startedAt, "workflow", "registered", { pipelineRun: "run-214", commit: "8c1f0e2" }),
        change(name, i * 10 + 2, v, c.startedAt, "monitoring", "aliased", { challenger: { challenge: c.id, trigger: c.trigger } }),
        ...(c.decidedAt ? c.state === "PROMOTED" ? [change(name, i * 10 + 4, v, c.decidedAt, "monitoring", "promoted", facts), change(name, i * 10 + 5, v, c.decidedAt, "delivery", "staged", { stage: "PRODUCTION", from: "STAGING", why: facts }), change(name, i * 10 + 6, v, c.decidedAt, "delivery", "aliased", { champion: facts })] : [change(name, i * 10 + 4, v, c.decidedAt, "monitoring", "rejected", facts), change(name, i * 10 + 5, v, c.decidedAt, "monitoring", "staged", { stage: "ARCHIVED", from: "STAGING", why: facts })] : []),
      ];
    });
    return [...all, change(name, 96, 7, at(9), "ana", "carded", { revision: 1 }), change(name, 97, 7, at(4), "ines", "carded", { revision: 2 }), change(name, 98, 8, at(1), "ana", "requested", { comparison: "/api/v1/products/hotel-bookings/challenges/x", auc_gain: 0.0041, ripe_labels: 412 }), change(name, 99, 0, at(0), "ana", "described", { description: "…" })].sort((a, b) => b.id - a.id);
  }
  return (FIGURES[name] ?? []).slice(0, 300).flatMap((v, i): Change[] => [change(name, 1000 - i * 2, v.version, v.createdAt, v.createdBy, "registered", { source: `runs:/${v.run}/model` })]);
}

const SIGNATURE: Json = { inputs: [{ type: "string", name: "text", required: true }, { type: "string", name: "language", required: false }, { type: "tensor", name: "embedding", "tensor-spec": { dtype: "float32", shape: [-1, 384] } }], outputs: [{ type: "string", name: "label", required: true }, { type: "double", name: "score", required: true }], params: [{ name: "max_length", type: "long", default: 256, shape: null }] };
const passport = (name: string, version: number): Passport =>
  name === PLAIN
    ? {
        files: ["MLmodel", "conda.yaml", "input_example.json", "model/config.json", "model/model.safetensors", "model/tokenizer.json", "python_env.yaml", "requirements.txt"].map((path, i) => ({ path, digest: `sha256:${hex(random(i + version), 64)}`, size: [1_204, 312, 184, 742, 267_844_112, 711_396, 122, 214][i] ?? 0 })),
        mlmodel: { modelId: `m-${hex(random(version), 32)}`, mlflowVersion: "3.4.0", loggedAt: "2026-11-01 09:12:44.120031", flavors: ["python_function", "transformers"], signature: SIGNATURE, inputExample: { artifact_path: "input_example.json", type: "dataframe", pandas_orient: "split" }, environment: { python_version: "3.12.7", loader_module: "mlflow.transformers", env: { conda: "conda.yaml", virtualenv: "python_env.yaml" }, requirements: ["mlflow==3.4.0", "torch==2.8.0", "transformers==4.56.1", "accelerate==1.10.0"] } },
        problem: null,
      }
    : { files: [{ path: "baseline.json", digest: `sha256:${hex(random(version + 300), 64)}`, size: 18_211 }, { path: "model.onnx", digest: `sha256:${hex(random(version + 100), 64)}`, size: 1_834_201 }], mlmodel: null, problem: null };

const CARD: CardRevision = {
  revision: 2, at: at(4), actor: "ines",
  card: {
    intendedUse: "Overbooking by hotel and night, and offers of a free change of date.\n\n- Scores are **probabilities**, calibrated on ripe bookings\n- Decisions about one guest are not made by it alone", limitations: "Not for group contracts: these cancel as a whole. Bookings of less than a day ahead were seldom seen.", data: "Bookings of two hotels in Portugal, July 2015 to June 2017, as they were known when they were made.", owner: "Inês Duarte", risk: { level: "LIMITED", reason: "A wrong yes walks a guest; a wrong no leaves a room empty." },
    slices: [["hotel = City", 51_234, 0.771], ["hotel = Resort", 28_910, 0.762], ["market_segment = Online TA", 38_400, 0.744], ["market_segment = Groups", 9_120, 0.818], ["market_segment = Direct", 8_333, 0.731], ["lead_time > 180", 11_800, 0.702]].map(([name, rows, auc]) => ({ name: String(name), rows: Number(rows), metrics: { auc: Number(auc), f1: Number(auc) - 0.16 } })),
    more: { "Fairness": "Country was left out: it stands for nationality." },
  },
};
const cards = (name: string, version: number): CardRevision[] => (name === CANCEL && version >= 6 ? [version === 7 ? CARD : { ...CARD, card: { ...CARD.card, limitations: "Not for group contracts." } }, { ...CARD, revision: 1, at: at(9), actor: "ana", card: { ...CARD.card, slices: [], more: {}, limitations: null } }] : []);

function promotion(name: string, v: VersionFigures): Promotion {
  const asked = v.decision !== null;
  return { product: hotel.P, model: name, version: v.version, stage: v.stage, decision: (v.decision ?? null) as Promotion["decision"], requestedBy: v.decision === "REQUESTED" ? "ana" : null, requestedAt: v.decision === "REQUESTED" ? at(1) : null, evidence: v.decision === "REQUESTED" ? { comparison: `/api/v1/products/${hotel.P}/challenges/x`, auc_gain: 0.0041, ripe_labels: 412 } : null, decidedBy: asked && v.decision !== "REQUESTED" ? "monitoring" : null, decidedAt: asked && v.decision !== "REQUESTED" ? v.createdAt : null, verdict: asked && v.decision !== "REQUESTED" ? { difference: 0.0094, rows: 3202 } : null, approvers: name === PLAIN ? [] : ["Inês Duarte", "Tobe Okafor"], caller: "Inês Duarte", obstacle: v.version === 640 ? "Inês Duarte asked for this promotion; somebody else has to decide about it." : null };
}

function full(name: string, v: VersionFigures): FullVersion {
  const own = hotel.versions.find((x) => Number(x.version) === v.version);
  const base = { ...v, product: name === PLAIN ? "" : hotel.P, model: name, source: `runs:/${v.run}/model`, updatedAt: v.createdAt, metrics: v.metrics as Record<string, number>, history: history(name).filter((c) => c.version === v.version).reverse() } as unknown as FullVersion;
  if (name === PLAIN) return { ...base, description: v.version === 3 ? "Fine-tuned once more on *summer's* reviews; `label` is now in English." : null };
  return { ...own, ...base, signature: v.version < 4 && own?.signature ? { ...own.signature, inputs: own.signature.inputs.slice(0, -2) } : own?.signature ?? null, parameters: { ...own?.parameters, ...(v.version > 6 ? { eta: 0.05, rounds: 820 } : {}) } };
}

const page = <T>(items: T[], url: URL) => {
  const limit = Math.min(1000, Number(url.searchParams.get("limit") ?? 50));
  const from = Number(url.searchParams.get("cursor") ?? 0);
  return { items: items.slice(from, from + limit), nextCursor: from + limit < items.length ? String(from + limit) : null };
};
const none = (detail: string) => ({ status: 404, title: "Not Found", detail, code: "MODEL_NOT_FOUND" });

/** Answers what lies under the registry's own paths; undefined for others. */
export function registry(url: URL): unknown {
  const parts = url.pathname.split("/").filter(Boolean).slice(2).map(decodeURIComponent);
  if (parts[0] === "model-stages") return { items: [["NONE", "None"], ["STAGING", "Staging"], ["PRODUCTION", "Production"], ["ARCHIVED", "Archived"], ["CANARY", "Canary"]].map(([name, label]) => ({ name, label })), nextCursor: null };
  if (parts[0] === "promotions") {
    const product = url.searchParams.get("product");
    const decision = (url.searchParams.get("decision") ?? "requested").toUpperCase();
    const all = product === hotel.P || product === null ? Object.entries(FIGURES).flatMap(([name, list]) => list.filter((v) => v.decision === decision).slice(0, 30).map((v) => promotion(name, v))).filter((p) => url.searchParams.get("of") !== "me" || !p.obstacle) : [];
    return parts[1] === "count" ? { count: all.length } : page(all, url);
  }
  if (parts[0] !== "models") return undefined;
  if (parts.length === 1 || parts[1] === "count") {
    const found = fitting(url);
    if (found === null) return { status: 400, title: "Bad Request", detail: `Invalid query at column ${(url.searchParams.get("filter") ?? "").replace(/\)$/, "").length + 1}: the query's end stands where a value was expected.`, code: "QUERY_INVALID" };
    return parts[1] === "count" ? { count: found.length } : page(found, url);
  }
  const [, name = "", kind, number, what, more] = parts;
  const found = MODELS.find((m) => m.name === name);
  if (!found) return none(`Registered Model with name=${name} not found`);
  const figures = FIGURES[name] ?? [];
  switch (kind) {
    case undefined: return found;
    case "figures": return page(figures, url);
    case "periods": return page(periods(name), url);
    case "history": return page(history(name), url);
    case "versions": break;
    default: return none(`There is nothing at ${url.pathname}.`);
  }
  const v = figures.find((f) => String(f.version) === number);
  if (!v) return none(`Model Version (name=${name}, version=${number}) not found`);
  switch (what) {
    case undefined: return full(name, v);
    case "passport": return passport(name, v.version);
    case "promotion": return promotion(name, v);
    case "card": return more === "history" ? { items: cards(name, v.version), nextCursor: null } : (cards(name, v.version)[0] ?? none("It has no card yet; PUT one."));
    case "files": return more === "input_example.json" ? { columns: ["text", "language"], data: [["Lovely room, thin walls.", "en"], ["Nunca mais.", "pt"]] } : { said: "Made-up text of a file." };
    default: return none(`There is nothing at ${url.pathname}.`);
  }
}
