import { clip, version as named, words } from "./format.ts";
import type { Change } from "./registry.ts";
import type { Json } from "./types.ts";

/** An entry of a model's history as one says it. */
export interface Told {
  what: string;
  glyph: "push" | "up" | "miss" | "done" | "fail" | "wait" | "begin";
  /** What it rests on: facts by their names. */
  facts: [string, string][];
  /** A path of the API, where it names its evidence so. */
  link: string | null;
  challenge: string | null;
}

const object = (value: Json | undefined): Record<string, Json> => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
const text = (value: Json | undefined): string => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));
const stage = (value: Json | undefined): string => (text(value) === "NONE" ? "no stage" : text(value).toLowerCase());
const AROUND = ["why", "evidence"];
/** Of a challenge's facts, what the history's own page says. */
const SAID = ["product", "model", "state"];

/** Facts that stand anywhere in the evidence, the innermost reason first. */
function factsOf(evidence: Json | undefined): Record<string, Json> {
  const all = object(evidence);
  const inner = AROUND.map((key) => object(all[key])).reduce<Record<string, Json>>((a, b) => ({ ...a, ...b }), {});
  const own = Object.fromEntries(Object.entries(all).filter(([k]) => !AROUND.includes(k)));
  return AROUND.some((key) => object(inner[key]) && inner[key] !== undefined) ? { ...own, ...factsOf(inner) } : { ...own, ...inner };
}

const shown = (value: Json): string => (typeof value === "number" ? (Number.isInteger(value) ? String(value) : String(Math.round(value * 10_000) / 10_000)) : clip(text(value), 120));

/** What a change was, in words, from the facts that the history holds. */
export function tellChange({ change, evidence }: Pick<Change, "change" | "evidence">): Told {
  const data = object(evidence);
  const facts = factsOf(evidence);
  const alias = Object.keys(data)[0] ?? "";
  const of = (what: string, glyph: Told["glyph"], without: string[] = []): Told => ({
    what,
    glyph,
    facts: Object.entries(facts).filter(([k, v]) => !without.includes(k) && k !== "challenge" && v !== "" && v !== null && typeof v !== "object" && v !== false).slice(0, 8).map(([k, v]) => [k, shown(v)]),
    link: typeof evidence === "string" && evidence.startsWith("/") ? evidence : null,
    challenge: typeof facts["challenge"] === "string" ? facts["challenge"] : null,
  });
  switch (change) {
    case "staged": return of(`moved to ${stage(data["stage"])}${data["from"] ? ` from ${stage(data["from"])}` : ""}`, data["stage"] === "PRODUCTION" ? "up" : data["stage"] === "ARCHIVED" ? "miss" : "push", ["stage", "from"]);
    case "aliased": { const told = of(`got the alias ${alias}`, alias === "champion" ? "up" : "push"); return { ...told, ...within(object(data[alias])) }; }
    case "unaliased": { const told = of(`lost the alias ${alias}`, "miss"); return { ...told, ...within(object(data[alias])) }; }
    case "carded": return of(`card written, revision ${text(data["revision"])}`, "done", ["revision"]);
    case "tagged": return of(`tag ${text(data["key"])} set`, "begin", ["key", "prompt"]);
    case "untagged": return of(`tag ${text(data["key"])} taken away`, "miss", ["key", "prompt"]);
    case "renamed": return of(`renamed from ${text(data["from"])}`, "begin", ["from"]);
    case "described": return of("described anew", "begin");
    case "requested": return of("promotion asked for", "wait");
    case "promoted": return of("promotion approved", "done", SAID);
    case "rejected": return of("promotion refused", "fail", SAID);
    case "registered": return of("registered", "push", ["prompt", "description"]);
    default: return of(words(change).toLowerCase(), "begin");
  }
}

function within(why: Record<string, Json>): Pick<Told, "facts" | "challenge"> {
  const facts = factsOf(why);
  return {
    facts: Object.entries(facts).filter(([k, v]) => k !== "challenge" && v !== null && typeof v !== "object" && v !== "").slice(0, 8).map(([k, v]) => [k, shown(v)]),
    challenge: typeof facts["challenge"] === "string" ? facts["challenge"] : null,
  };
}

/** Whom it is about: a version, or the model itself. */
export const aboutOf = (change: Pick<Change, "version">): string => (change.version === 0 ? "the model" : named(change.version));
