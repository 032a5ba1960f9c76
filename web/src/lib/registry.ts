import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { Problem, sendJson } from "./api.ts";
import { isSystem, ML } from "./mlflow.ts";
import { follow } from "./stream.ts";
import type { Json, ModelVersion } from "./types.ts";

/** Models of all products and of none; a product's are found here too. */
export const modelsPath = (rest = ""): string => `/api/v1/models${rest}`;
export const modelPath = (model: string, rest = ""): string => modelsPath(`/${encodeURIComponent(model)}${rest}`);
export const versionPath = (model: string, version: string | number, rest = ""): string => modelPath(model, `/versions/${encodeURIComponent(String(version))}${rest}`);
export const filePath = (model: string, version: string | number, file: string): string => versionPath(model, version, `/files/${file.split("/").map(encodeURIComponent).join("/")}`);

export interface RegisteredModel {
  name: string;
  product: string;
  description: string;
  tags: Record<string, string>;
  aliases: Record<string, number>;
  /** The highest version of each stage. */
  latest: Record<string, number>;
  createdAt: string;
  updatedAt: string;
  versions: number;
  owner?: string | null;
}

/** A version in a line of a table, or a point of a plot. */
export interface VersionFigures {
  version: number;
  stage: string;
  aliases: string[];
  tags: Record<string, string>;
  description?: string | null;
  run: string;
  createdAt: string;
  createdBy: string;
  decision?: string | null;
  servable: boolean;
  metrics: Record<string, number | string>;
}

export interface FullVersion extends ModelVersion {
  product: string;
  tags: Record<string, string>;
  description?: string | null;
  source: string;
  updatedAt: string;
  createdBy: string;
  decision?: string | null;
  servable: boolean;
}

export interface StagePeriod {
  model: string;
  version: number;
  stage: string;
  since: string;
  until?: string | null;
  eventSince: string;
  eventUntil?: string | null;
}

export interface Change {
  id: number;
  model: string;
  version: number;
  at: string;
  eventTime: string;
  actor: string;
  change: string;
  evidence: Json;
}

export interface Slice {
  name: string;
  rows?: number | null;
  metrics: Record<string, number>;
}

export interface ModelCard {
  intendedUse?: string | null;
  limitations?: string | null;
  data?: string | null;
  owner?: string | null;
  risk?: { level: string; reason?: string | null } | null;
  slices: Slice[];
  more: Record<string, Json>;
}

export interface CardRevision {
  revision: number;
  at: string;
  actor: string;
  card: ModelCard;
}

export interface Passport {
  files: { path: string; digest: string; size: number }[];
  mlmodel?: {
    modelId?: string | null;
    mlflowVersion?: string | null;
    loggedAt?: string | null;
    flavors: string[];
    signature?: Json;
    inputExample?: Json;
    environment?: { python_version?: Json; loader_module?: Json; env?: Json; requirements?: string[] } | null;
  } | null;
  problem?: string | null;
}

export interface Promotion {
  product: string;
  model: string;
  version: number;
  stage: string;
  decision?: "REQUESTED" | "PROMOTED" | "REJECTED" | null;
  requestedBy?: string | null;
  requestedAt?: string | null;
  evidence?: Json;
  decidedBy?: string | null;
  decidedAt?: string | null;
  verdict?: Json;
  /** Who may decide; nobody named: anybody but who asked. */
  approvers: string[];
  caller: string;
  /** Why the caller may not decide. */
  obstacle?: string | null;
}

export interface StageName {
  name: string;
  label: string;
}

/** A column of a signature, whoever wrote it down. */
export interface Field {
  of: "in" | "out" | "param";
  name: string;
  type: string;
  hint: string;
}

const object = (value: Json | undefined): Record<string, Json> => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
const said = (value: Json | undefined): string => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));

/** A column of MLflow's: a simple type, a structure, or a tensor with its shape. */
function mlField(of: Field["of"], value: Json, at: number): Field {
  const column = object(value);
  const tensor = object(column["tensor-spec"]);
  const type = column["tensor-spec"] !== undefined ? said(tensor["dtype"]) : said(column["type"]);
  const hints = [
    column["tensor-spec"] !== undefined ? `shape ${said(tensor["shape"])}` : "",
    column["required"] === false || column["optional"] === true ? "optional" : "",
    column["default"] !== undefined ? `default ${said(column["default"])}` : "",
    column["items"] !== undefined ? `of ${said(object(column["items"])["type"]) || said(column["items"])}` : "",
    column["properties"] !== undefined ? `{${Object.keys(object(column["properties"])).join(", ")}}` : "",
  ];
  return { of, name: said(column["name"]) || (of === "in" ? `input ${at + 1}` : `output ${at + 1}`), type: type || "–", hint: hints.filter(Boolean).join(", ") };
}

/** What a version takes and gives: as our training or as an MLmodel file says it. Null where nobody did. */
export function fieldsOf(version: Pick<ModelVersion, "signature">, passport: Passport | null | undefined): Field[] | null {
  const own = version.signature;
  if (own) {
    const outs = own.outputs ?? (own.output ? [{ name: own.output, type: "number" }] : []);
    return [
      ...own.inputs.map((f): Field => ({ of: "in", name: f.name, type: f.type, hint: f.categories?.length ? `${f.categories.length} known: ${f.categories.join(", ")}` : "" })),
      ...outs.map((f): Field => ({ of: "out", name: f.name, type: f.type, hint: "" })),
    ];
  }
  const told = object(passport?.mlmodel?.signature);
  const list = (key: string, of: Field["of"]): Field[] => (Array.isArray(told[key]) ? told[key].map((f, i) => mlField(of, f, i)) : []);
  const all = [...list("inputs", "in"), ...list("outputs", "out"), ...list("params", "param")];
  return all.length > 0 ? all : null;
}

/** How a version's signature differs from another's, by column. */
export interface FieldChange {
  of: Field["of"];
  name: string;
  types: (string | undefined)[];
}

export function fieldChanges(signatures: (Field[] | null)[]): FieldChange[] {
  const keys = new Map<string, Pick<Field, "of" | "name">>();
  for (const fields of signatures) for (const f of fields ?? []) keys.set(`${f.of} ${f.name}`, { of: f.of, name: f.name });
  return [...keys.values()].map(({ of, name }) => ({ of, name, types: signatures.map((fields) => fields?.find((f) => f.of === of && f.name === name)?.type) }));
}

/** A card as headings and texts, for reading and for comparing. */
export function sectionsOf(card: ModelCard | null | undefined): [string, string][] {
  if (!card) return [];
  const all: [string, string | null | undefined][] = [
    ["Intended use", card.intendedUse],
    ["Limitations", card.limitations],
    ["Data", card.data],
    ["Owner", card.owner],
    ["Risk", card.risk ? `${card.risk.level.toLowerCase()}${card.risk.reason ? `: ${card.risk.reason}` : ""}` : null],
    ...Object.entries(card.more ?? {}).map(([k, v]): [string, string] => [k, said(v)]),
  ];
  return all.filter((s): s is [string, string] => Boolean(s[1]));
}

export const EMPTY_CARD: ModelCard = { intendedUse: null, limitations: null, data: null, owner: null, risk: null, slices: [], more: {} };

/** Something that a promotion should rest on. */
export interface Requirement {
  name: string;
  met: boolean;
  /** The server refuses without it. */
  required: boolean;
  fact: string;
  remedy: string;
}

interface Grounds {
  version: FullVersion;
  fields: Field[] | null;
  card: ModelCard | null;
  promotion: Promotion;
  metrics: Record<string, number>;
}

/** What a promotion rests on, and what is missing. The server holds to what is required; the rest is what approvers look for. */
export function requirements({ version, fields, card, promotion, metrics }: Grounds): Requirement[] {
  const asked = promotion.decision !== null && promotion.decision !== undefined;
  // The loop decides by its own comparison, without a request.
  const byLoop = asked && !promotion.requestedBy;
  const given = object(byLoop ? promotion.verdict : promotion.evidence);
  const measured = Object.keys(metrics).filter((m) => !isSystem(m)).length;
  const lineage = version.lineage ?? {};
  const lacks = [!card?.intendedUse && "intended use", !card?.owner && "an owner", !card?.risk && "a risk"].filter(Boolean).join(", ");
  return [
    { name: "Servable", required: true, met: version.servable, fact: version.servable ? "model.onnx and a signature of named columns" : "it came through MLflow, without model.onnx", remedy: "Only what a training pipeline registered is deployed by a promotion; move others by their stage." },
    { name: "Evidence", required: true, met: asked ? Object.keys(given).length > 0 : false, fact: byLoop && typeof given["reason"] === "string" ? given["reason"] : asked ? (Object.keys(given).join(", ") || "none") : "given with the request", remedy: "Give at least one fact, such as a comparison with the champion." },
    { name: "Somebody else decides", required: true, met: byLoop || (asked && (promotion.approvers.length === 0 || promotion.approvers.some((a) => a !== promotion.requestedBy))), fact: byLoop ? `${promotion.decidedBy ?? "the loop"} decided by its own comparison` : promotion.approvers.length > 0 ? promotion.approvers.filter((a) => a !== promotion.requestedBy).join(" or ") || `nobody but ${promotion.requestedBy}, who asked` : "nobody holds an approving role: anybody but who asks", remedy: "Name mlEngineer or businessStakeholder under roles in product.yaml." },
    { name: "Metrics", required: false, met: measured > 0, fact: measured > 0 ? `${measured} measured` : "none", remedy: "Log them in the run that the version names." },
    { name: "Signature", required: false, met: fields !== null, fact: fields ? `${fields.filter((f) => f.of === "in").length} in, ${fields.filter((f) => f.of === "out").length} out` : "none", remedy: "Log the model with a signature." },
    { name: "Card", required: false, met: lacks === "", fact: card ? (lacks === "" ? "use, owner and risk" : `lacks ${lacks}`) : "not written", remedy: "Write the card below." },
    { name: "Lineage", required: false, met: Boolean(version.run), fact: version.commit ? `run, commit ${String(version.commit).slice(0, 7)}${lineage["trainingSet"] ? ", training set" : ""}` : version.run ? "its run" : "no run is named", remedy: "Register it with its run." },
  ];
}

/** Which clock a moment is read on. */
export type Clock = "wall" | "event";

/** A time that a version spent in a stage, on one clock, in milliseconds; an open end is null. */
export interface Span {
  version: number;
  stage: string;
  from: number;
  to: number | null;
}

export const spansOf = (periods: StagePeriod[], clock: Clock): Span[] =>
  periods.map((p) => {
    const until = clock === "wall" ? p.until : p.eventUntil;
    return { version: p.version, stage: p.stage, from: Date.parse(clock === "wall" ? p.since : p.eventSince), to: until ? Date.parse(until) : null };
  });

/** Who was in a stage at a moment, newest first: from its beginning, up to but not with its end. */
export const inStageAt = (spans: Span[], stage: string, at: number): number[] =>
  spans.filter((s) => s.stage === stage && s.from <= at && (s.to === null || s.to > at)).sort((a, b) => b.from - a.from).map((s) => s.version);

/** Spans of one stage in as few rows as they need, none above another. */
export function rowsOf(spans: Span[]): Span[][] {
  const rows: Span[][] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const row = rows.find((r) => { const last = r.at(-1); return last !== undefined && last.to !== null && last.to <= span.from; });
    if (row) row.push(span);
    else rows.push([span]);
  }
  return rows;
}

/** Numbers among a version's metrics: NaN and infinities come as texts. */
export const numbersOf = (metrics: Record<string, number | string> | null | undefined): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics ?? {}).filter(([, v]) => Number.isFinite(Number(v))).map(([k, v]) => [k, Number(v)]));

/** Metrics by how many of the versions have them, most first; what the machine did meanwhile is none of the model's. */
export function metricsAmong(versions: VersionFigures[]): string[] {
  const counts = new Map<string, number>();
  for (const v of versions) for (const k of Object.keys(numbersOf(v.metrics))) if (!isSystem(k)) counts.set(k, (counts.get(k) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([k]) => k);
}

/** What the server is asked: words without any comparison are sought in names. */
export const modelFilter = (text: string): string => {
  const sought = text.trim();
  return sought === "" || /[<>=']|\b(like|ilike|in|is)\b/i.test(sought) ? sought : `name ILIKE '%${sought}%'`;
};

const REGISTRY = [modelsPath(), "/api/v1/model-versions", "/api/v1/promotions"];

/** Whether a model's events are in the product's stream. */
export const isOwn = (product: string, model: string): boolean => model.startsWith(`${product}.`);

/** Follows what happens to models that are not the product's: their events are in no stream of it. A browser opens only six connections, so only where it is needed. */
export function useRegistryEvents(needed: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!needed) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => REGISTRY.some((start) => String(path).startsWith(start)) }, { cancelRefetch: false });
    };
    void follow("type=registry.", { live: () => undefined, lost: () => undefined, event: () => { timer ??= setTimeout(read, 800); } }, stop.signal);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, needed]);
}

export interface Act {
  busy: boolean;
  error: Problem | null;
  /** Does it, and reads again all that begins with one of the paths; false where it failed. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
}

/** Something that is changed: once at a time, with its error, and what it may have changed is read again. What is deleted touches nothing: its own page would ask for what is gone. */
export function useAct(touches: string[] = REGISTRY): Act {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Problem | null>(null);
  const starts = touches.join("\n");
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
      const within = (all: string[]) => ({ predicate: ({ queryKey: [path] }: { queryKey: readonly unknown[] }) => all.some((start) => String(path).startsWith(start)) });
      // Done is what the server acknowledged; that it is read again keeps nobody waiting.
      if (starts !== "") void client.invalidateQueries(within(starts.split("\n")));
      else void client.invalidateQueries({ ...within(REGISTRY), refetchType: "none" });
      return true;
    } catch (e) {
      setError(e instanceof Problem ? e : new Problem(0, "It failed", (e as Error).message));
      return false;
    } finally {
      setBusy(false);
    }
  }, [client, starts]);
  return { busy, error, run, clear: useCallback(() => setError(null), []) };
}

/** What MLflow's routes do for every model. */
export const registry = {
  describeModel: (name: string, description: string) => sendJson("PATCH", `${ML}/registered-models/update`, { name, description }),
  deleteModel: (name: string) => sendJson("DELETE", `${ML}/registered-models/delete`, { name }),
  setAlias: (name: string, alias: string, version: number) => sendJson("POST", `${ML}/registered-models/alias`, { name, alias, version: String(version) }),
  dropAlias: (name: string, alias: string) => sendJson("DELETE", `${ML}/registered-models/alias`, { name, alias }),
  tagModel: (name: string, key: string, value: string) => sendJson("POST", `${ML}/registered-models/set-tag`, { name, key, value }),
  untagModel: (name: string, key: string) => sendJson("DELETE", `${ML}/registered-models/delete-tag`, { name, key }),
  describeVersion: (name: string, version: number, description: string) => sendJson("PATCH", `${ML}/model-versions/update`, { name, version: String(version), description }),
  deleteVersion: (name: string, version: number) => sendJson("DELETE", `${ML}/model-versions/delete`, { name, version: String(version) }),
  tagVersion: (name: string, version: number, key: string, value: string) => sendJson("POST", `${ML}/model-versions/set-tag`, { name, version: String(version), key, value }),
  untagVersion: (name: string, version: number, key: string) => sendJson("DELETE", `${ML}/model-versions/delete-tag`, { name, version: String(version), key }),
  move: (name: string, version: number, stage: string, archiveOthers: boolean) => sendJson("PUT", versionPath(name, version, "/stage"), { stage, archiveOthers }),
  writeCard: (name: string, version: number, card: ModelCard) => sendJson("PUT", versionPath(name, version, "/card"), card),
  promotion: (name: string, version: number, step: "" | "/approval" | "/refusal", evidence: Record<string, Json>) => sendJson("POST", versionPath(name, version, `/promotion${step}`), { evidence }),
};
