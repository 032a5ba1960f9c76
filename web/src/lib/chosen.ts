import { postJson } from "./api.ts";
import { ML, type Run } from "./mlflow.ts";

/** What is done with runs that were chosen. */

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
/** A spreadsheet takes what begins so for a formula. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text);

const iso = (at: number | null): string => (at === null ? "" : new Date(at).toISOString());
const keysOf = (runs: Run[], of: "metrics" | "params" | "tags"): string[] => [...new Set(runs.flatMap((r) => Object.keys(r[of])))].sort();

/** Runs as a table with a head: what they are, then all that they logged. */
export function asCsv(runs: Run[]): string {
  const [metrics, params, tags] = [keysOf(runs, "metrics"), keysOf(runs, "params"), keysOf(runs, "tags")];
  const head = ["run_id", "run_name", "experiment_id", "status", "start_time", "end_time", "user_id", ...metrics.map((k) => `metrics.${k}`), ...params.map((k) => `params.${k}`), ...tags.map((k) => `tags.${k}`)];
  const lines = runs.map((r) => [r.id, r.name, r.experiment, r.status, iso(r.start), iso(r.end), r.user, ...metrics.map((k) => (r.metrics[k] === undefined ? "" : String(r.metrics[k]))), ...params.map((k) => r.params[k] ?? ""), ...tags.map((k) => r.tags[k] ?? "")]);
  return [head, ...lines].map((line) => line.map((cell) => quoted(harmless(cell))).join(",")).join("\r\n") + "\r\n";
}

/** The same as JSON, as the protocol names things. */
export const asJson = (runs: Run[]): string => JSON.stringify(runs.map((r) => ({ run_id: r.id, run_name: r.name, experiment_id: r.experiment, status: r.status, start_time: iso(r.start) || null, end_time: iso(r.end) || null, user_id: r.user, metrics: r.metrics, params: r.params, tags: r.tags })), null, 2);

export function saveText(text: string, name: string, type: string): void {
  const held = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = held;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(held), 10_000);
}

const AT_ONCE = 6;

/** Does something with each, a few at a time; those for which it failed, with the first reason. */
export async function each(ids: string[], work: (id: string) => Promise<unknown>): Promise<{ failed: string[]; why: string | null }> {
  const todo = [...ids];
  const failed: string[] = [];
  let why: string | null = null;
  const worker = async () => {
    for (let id = todo.shift(); id !== undefined; id = todo.shift()) {
      try {
        await work(id);
      } catch (e) {
        failed.push(id);
        why ??= (e as Error).message;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { failed, why };
}

export const chosenRuns = {
  remove: (id: string) => postJson(`${ML}/runs/delete`, { run_id: id }),
  restore: (id: string) => postJson(`${ML}/runs/restore`, { run_id: id }),
  tag: (key: string, value: string) => (id: string) => postJson(`${ML}/runs/set-tag`, { run_id: id, key, value }),
};
