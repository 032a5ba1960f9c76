import { isSystem, type Run } from "./mlflow.ts";

/** What a run says of where it comes from: code, machine, chance. */
export interface Origin {
  branch: string | null;
  repository: string | null;
  /** Whether the code had changes that no commit holds; null where nobody said. */
  dirty: boolean | null;
  diff: string | null;
  source: string | null;
  kind: string | null;
  host: string | null;
  seed: string | null;
  attempt: number;
}

const first = (...values: (string | undefined)[]): string | null => values.find((v) => v !== undefined && v !== "") ?? null;

export function originOf(run: Run): Origin {
  const { tags, params } = run;
  const diff = first(tags["mlflow.source.git.diff"]);
  const said = first(tags["mlflow.source.git.dirty"], tags["loopline.source.dirty"], tags["git.dirty"])?.toLowerCase();
  return {
    branch: first(tags["mlflow.source.git.branch"], tags["mlflow.gitBranchName"]),
    repository: first(tags["mlflow.source.git.repoURL"], tags["mlflow.gitRepoURL"]),
    dirty: diff ? true : said === "true" ? true : said === "false" ? false : null,
    diff,
    source: first(tags["mlflow.source.name"]),
    kind: first(tags["mlflow.source.type"]),
    host: first(tags["loopline.host"], tags["host"], tags["hostname"], tags["mlflow.host"]),
    seed: first(params["seed"], params["random_state"], params["random_seed"], params["random_state_seed"]),
    attempt: Number(tags["loopline.attempt"] ?? 1),
  };
}

/** Files that hold what was not committed, by the names that people give them. */
export const isDiff = (path: string): boolean => /(^|\/)(git|uncommitted|code|state|working[-_]tree)?[-_.]?(diff|changes|patch)(\.(diff|patch|txt))?$|\.(diff|patch)$/i.test(path);

export const isEnvironment = (path: string): boolean => /^environment\.json$/i.test(path);

export interface SystemGroup {
  name: string;
  metrics: string[];
}

const GROUPS: [string, RegExp][] = [
  ["Processors", /cpu/],
  ["Memory", /memory/],
  ["Graphics", /gpu/],
  ["Disk", /disk/],
  ["Network", /network/],
];

/** A machine's metrics by what they measure; shares before sizes, the process beside its machine. */
export function systemGroups(metrics: string[]): SystemGroup[] {
  const of = (m: string): string => (/gpu/.test(m) ? "Graphics" : (GROUPS.find(([, words]) => words.test(m))?.[0] ?? "Other"));
  const order = (m: string): string => `${/percentage/.test(m) ? 0 : 1}${m}`;
  return [...GROUPS.map(([name]) => name), "Other"].flatMap((name) => {
    const own = metrics.filter((m) => isSystem(m) && of(m) === name).sort((a, b) => order(a).localeCompare(order(b)));
    return own.length > 0 ? [{ name, metrics: own }] : [];
  });
}

/** As a person says it: `system/cpu_utilization_percentage` is "cpu utilization, %". */
export function systemName(metric: string): string {
  const plain = metric.replace(/^system\//, "").replace(/^system_/, "");
  const unit = /_percentage$/.test(plain) ? "%" : /_megabytes$/.test(plain) ? "MB" : /_watts$/.test(plain) ? "W" : "";
  const words = plain.replace(/_(percentage|megabytes|watts)$/, "").replace(/_/g, " ").replace(/\b(cpu|gpu)\b/g, (m) => m.toUpperCase());
  return unit ? `${words}, ${unit}` : words;
}

export interface DiffLine {
  kind: "add" | "del" | "hunk" | "file" | "same";
  text: string;
}

/** A unified diff, line by line. */
export function diffLines(text: string): DiffLine[] {
  let inHunk = false;
  return text.replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n").map((line): DiffLine => {
    if (line.startsWith("@@")) {
      inHunk = true;
      return { kind: "hunk", text: line };
    }
    if (line.startsWith("diff ") || line.startsWith("Index: ")) inHunk = false;
    if (!inHunk) return { kind: /^(diff |index |--- |\+\+\+ |Index: |new file|deleted file|similarity|rename )/.test(line) ? "file" : "same", text: line };
    return { kind: line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : "same", text: line };
  });
}
