import type { Run } from "../src/lib/mlflow.ts";

/** As much of the query language as made-up runs need; the server has all of it. */

export type Filter = { test: (run: Run) => boolean; error: string | null };

const CLAUSE = /^(?:(metrics|params|tags|attributes?)\.)?[`"]?([\w.\- /]+?)[`"]?\s*(>=|<=|!=|=|>|<|\blike\b|\bin\b)\s*(.+)$/i;

function value(run: Run, of: string | undefined, key: string): string | number | undefined {
  switch (of?.toLowerCase()) {
    case "metrics":
      return run.metrics[key];
    case "params":
      return run.params[key];
    case "tags":
      return run.tags[key];
    default:
      return ({ name: run.name, run_name: run.name, status: run.status, user: run.user, user_id: run.user, run_id: run.id, id: run.id } as Record<string, string>)[key] ?? run.metrics[key] ?? run.params[key] ?? run.tags[key];
  }
}

const bare = (text: string): string => text.trim().replace(/^(['"])(.*)\1$/, "$2");

function clause(text: string): ((run: Run) => boolean) | string {
  const found = CLAUSE.exec(text);
  if (!found) {
    if (/[<>=]/.test(text)) return `'${text}' is no comparison such as metrics.auc > 0.7`;
    const sought = bare(text).toLowerCase();
    return (run) => run.name.toLowerCase().includes(sought) || run.id.startsWith(sought) || run.user.toLowerCase().includes(sought) || Object.values(run.params).some((v) => v.toLowerCase() === sought);
  }
  const [, of, key = "", sign = "", right = ""] = found;
  if (sign.toLowerCase() === "in") {
    const list = right.replace(/^\(|\)$/g, "").split(",").map(bare);
    return (run) => list.includes(String(value(run, of, key)));
  }
  const wanted = bare(right);
  if (wanted === "") return `'${text}' compares with nothing`;
  const asNumber = Number(wanted);
  return (run) => {
    const have = value(run, of, key);
    if (have === undefined) return sign === "!=";
    if (sign.toLowerCase() === "like") return new RegExp(`^${wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/%/g, ".*")}$`, "i").test(String(have));
    const number = Number(have);
    const numeric = Number.isFinite(asNumber) && Number.isFinite(number);
    switch (sign) {
      case ">":
        return numeric && number > asNumber;
      case "<":
        return numeric && number < asNumber;
      case ">=":
        return numeric && number >= asNumber;
      case "<=":
        return numeric && number <= asNumber;
      case "!=":
        return numeric ? number !== asNumber : String(have) !== wanted;
      default:
        return numeric ? number === asNumber : String(have) === wanted;
    }
  };
}

export function parseFilter(text: string): Filter {
  const tests: ((run: Run) => boolean)[] = [];
  for (const part of text.split(/\s+and\s+/i)) {
    if (!part.trim()) continue;
    const test = clause(part.trim());
    if (typeof test === "string") return { test: () => true, error: test };
    tests.push(test);
  }
  return { test: (run) => tests.every((t) => t(run)), error: null };
}
