import { number, integer, clip } from "./format.ts";
import type { LoggedKey } from "./mlflow.ts";

/** One way to go on with a query. */
export interface Completion {
  /** What stands in the text then, from `from` to `to`. */
  text: string;
  hint: string;
}

export interface Completions {
  from: number;
  to: number;
  options: Completion[];
}

/** Whose values are wanted: those of a parameter or tag. */
export interface ValuesOf {
  group: "params" | "tags";
  key: string;
}

/** Something that a query can ask for. */
export interface Known {
  text: string;
  hint: string;
  /** The more, the earlier it is offered. */
  weight: number;
  /** Offered behind the others, as what machines wrote. */
  late?: boolean;
  /** All the values that there are, where they are few. */
  values?: string[];
}

const STATES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];
const ATTRIBUTES: [string, string][] = [
  ["run_name", "text"],
  ["status", "RUNNING, FINISHED, FAILED, KILLED"],
  ["start_time", "> now - 7d, or a date"],
  ["end_time", "a date"],
  ["duration", "> 90s"],
  ["user_id", "text"],
  ["run_id", "text"],
  ["datasets.name", "of a dataset that it read"],
  ["datasets.digest", "of a dataset that it read"],
  ["datasets.context", "such as training"],
];
const MOST = 12;
const SIGN = /^(>=|<=|!=|<>|==|=|>|<|like|ilike|in|is|not)$/i;

interface Token {
  text: string;
  from: number;
  to: number;
}

/** Words, signs and quoted texts, with where they stand; one that is not closed goes to the end. */
export function tokensOf(text: string): Token[] {
  const out: Token[] = [];
  const sign = /'[^']*'?|"[^"]*"?|(?:[A-Za-z_][\w/-]*\.)?`[^`]*`?|>=|<=|!=|<>|==|[=<>(),]|[^\s=<>!(),'"]+/g;
  for (let found = sign.exec(text); found; found = sign.exec(text)) out.push({ text: found[0], from: found.index, to: found.index + found[0].length });
  return out;
}

/** A key as a query must name it. */
export const quoted = (key: string): string => (/^[A-Za-z_][\w]*(\.[A-Za-z_][\w]*)*$/.test(key) ? key : `\`${key}\``);

const fieldOf = (k: LoggedKey): string => `${k.group.toLowerCase()}.${quoted(k.key)}`;

const hintOf = (k: LoggedKey): string => {
  const runs = `${integer(k.runs)} run${k.runs === 1 ? "" : "s"}`;
  if (k.group !== "METRICS") return `${integer(k.values)} value${k.values === 1 ? "" : "s"}, ${runs}`;
  return k.lowest === null || k.lowest === undefined ? runs : `${number(k.lowest, 4)} to ${number(k.highest, 4)}, ${runs}`;
};

/** What runs logged, as a query names it. */
export const loggedFields = (keys: LoggedKey[]): Known[] => keys.map((k) => ({ text: fieldOf(k), hint: hintOf(k), weight: k.runs, late: k.group === "TAGS" && k.key.startsWith("mlflow.") }));

/** What can be asked of runs: what they logged, and what all of them have. */
export const fieldsOfRuns = (keys: LoggedKey[]): Known[] => [...loggedFields(keys), ...ATTRIBUTES.map(([text, hint]) => ({ text, hint, weight: 0, ...(text === "status" ? { values: STATES } : {}) }))];

/** Where in a query one is: what the value under the caret would be compared with, if it is a value. */
export function comparedAt(text: string, caret: number): string | null {
  const before = tokensOf(text).filter((t) => t.to < caret || (t.to === caret && SIGN.test(t.text)) || (t.to === caret && t.text === "("));
  for (let i = before.length - 1; i > 0; i--) {
    const t = before[i]?.text ?? "";
    if (t === "(" || t === "," || /^['"]/.test(t) || /^not$/i.test(t)) continue;
    if (!SIGN.test(t)) return null;
    let j = i - 1;
    while (j > 0 && /^not$/i.test(before[j]?.text ?? "")) j--;
    const last = before.at(-1)?.text ?? "";
    // Behind a closed value the next word is a join, but within a list it is the next value.
    if (/^['"]/.test(last) && !/^in$/i.test(t)) return null;
    return before[j]?.text ?? null;
  }
  return null;
}

export function valuesWanted(text: string, caret: number): ValuesOf | null {
  const found = /^(params?|parameters?|tags?)\.`?(.+?)`?$/i.exec(comparedAt(text, caret) ?? "");
  return found ? { group: /^tag/i.test(found[1] ?? "") ? "tags" : "params", key: found[2] ?? "" } : null;
}

/** What could stand under the caret: fields, signs, values or joins. */
export function complete(text: string, caret: number, fields: Known[], values: { value: string; runs: number }[]): Completions {
  const tokens = tokensOf(text);
  const here = tokens.find((t) => t.from < caret && caret <= t.to && !/^[(),]$/.test(t.text) && !(SIGN.test(t.text) && /\W/.test(t.text)));
  const from = here?.from ?? caret;
  const to = here?.to ?? caret;
  const typed = text.slice(from, caret).toLowerCase();
  const options = (all: Completion[]): Completions => ({ from, to, options: all.slice(0, MOST) });
  const compared = comparedAt(text, caret);
  if (compared !== null) {
    const sought = typed.replace(/^['"]/, "");
    const few = fields.find((f) => f.text === compared.replace(/^attributes?\./i, ""))?.values;
    const known = few ? few.map((value) => ({ value, runs: 0 })) : values;
    return options(known.filter((v) => v.value.toLowerCase().includes(sought) && !v.value.includes("'")).map((v) => ({ text: `'${v.value}'`, hint: v.runs ? `${integer(v.runs)} runs` : "" })));
  }
  const before = tokens.filter((t) => t.to <= from);
  const last = before.at(-1)?.text ?? "";
  const joined = last === "" || last === "(" || /^(and|or|not)$/i.test(last);
  if (!joined) {
    const isField = !/^['")]/.test(last) && !Number.isFinite(Number(last)) && !/^\d/.test(last) && !/^(now|null)$/i.test(last);
    if (isField) return options(["=", "!=", ">", ">=", "<", "<=", "LIKE ''", "IN ()", "IS NULL"].filter((s) => s.toLowerCase().startsWith(typed)).map((s) => ({ text: s, hint: "" })));
    return options(["AND", "OR"].filter((s) => s.toLowerCase().startsWith(typed)).map((s) => ({ text: s, hint: "" })));
  }
  // What begins so comes before what holds it elsewhere.
  const bare = typed.replace(/`/g, "");
  const rank = (field: string): number => {
    const name = field.toLowerCase().replace(/`/g, "");
    if (name.startsWith(bare)) return 0;
    return name.slice(name.indexOf(".") + 1).startsWith(bare) ? 1 : name.includes(bare) ? 2 : 3;
  };
  return options(
    fields
      .map((f) => ({ ...f, rank: rank(f.text) }))
      .filter((f) => f.rank < 3)
      .sort((a, b) => a.rank - b.rank || Number(a.late ?? false) - Number(b.late ?? false) || b.weight - a.weight)
      .map(({ text: field, hint }) => ({ text: field, hint: clip(hint, 44) })),
  );
}

/** The text with the completion in it, and where the caret stands then. */
export function applied(text: string, { from, to }: Completions, option: Completion): { text: string; caret: number } {
  const inside = /''$|\(\)$/.test(option.text);
  // Behind a group's dot its name follows.
  const space = inside || option.text.endsWith(".") || text.slice(to).startsWith(" ") ? "" : " ";
  return { text: text.slice(0, from) + option.text + space + text.slice(to), caret: from + option.text.length + (inside ? -1 : space ? 1 : 0) };
}

/** Where a query is wrong, from 0; null where the server does not say. */
export function placeOfError(message: string): number | null {
  const found = /\bcolumn (\d+)/.exec(message);
  return found ? Math.max(0, Number(found[1]) - 1) : null;
}
