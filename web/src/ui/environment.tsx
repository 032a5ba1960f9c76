import { useState, type ReactNode } from "react";
import { useGet } from "../lib/api.ts";
import { artifactPath } from "../lib/baseline.ts";
import { bytes, integer } from "../lib/format.ts";
import { ML, type Run } from "../lib/mlflow.ts";
import { isEnvironment } from "../lib/origin.ts";
import type { MlFile } from "../lib/types.ts";
import { KeyValues } from "./parts.tsx";

const NONE: MlFile[] = [];

/** The files at the root of what a run logged. */
export function useFiles(run: Run | null): MlFile[] {
  return useGet<{ files?: MlFile[] }>(run ? `${ML}/artifacts/list?run_id=${encodeURIComponent(run.id)}` : null).data?.files ?? NONE;
}

/** Where the file is that says in what a run ran. */
export function environmentAmong(run: Run | null, files: MlFile[]): string | null {
  const file = files.find((f) => isEnvironment(f.path));
  return run && file ? artifactPath({ experiment_id: run.experiment, run_id: run.id }, file.path) : null;
}

interface Environment {
  os?: string;
  java?: string;
  python?: string;
  cpus?: number;
  memoryBytes?: number;
  isolated?: boolean;
  heapMegabytes?: number;
  gpus?: string[];
  libraries?: string[];
}

/** System, machine, runtime and libraries, as environment.json says. */
export function EnvironmentFacts({ path }: { path: string }) {
  const asked = useGet<Environment>(path);
  const [open, show] = useState(false);
  const e = asked.data;
  if (!e || typeof e !== "object") return null;
  const libraries = Array.isArray(e.libraries) ? e.libraries.map(String) : [];
  const pairs: [ReactNode, ReactNode][] = [];
  if (e.os) pairs.push(["System", e.os]);
  if (e.cpus || e.memoryBytes) pairs.push(["Machine", [e.cpus ? `${integer(e.cpus)} processors` : "", e.memoryBytes ? `${bytes(e.memoryBytes)} of memory` : ""].filter(Boolean).join(", ")]);
  for (const [i, gpu] of (Array.isArray(e.gpus) ? e.gpus : []).entries()) pairs.push([`Graphics ${i}`, String(gpu)]);
  if (e.java) pairs.push(["Java", <><code>{e.java}</code>{e.heapMegabytes ? `, heap of ${bytes(e.heapMegabytes * 1024 * 1024)}` : ""}</>]);
  if (e.python) pairs.push(["Python", <code key="p">{e.python}</code>]);
  if (e.isolated !== undefined) pairs.push(["Isolated", e.isolated ? "in a sandbox" : "no"]);
  return (
    <div>
      <div className="pad told"><KeyValues pairs={pairs} /></div>
      {libraries.length > 0 && <div className="pad"><button className="btn s" aria-expanded={open} onClick={() => show(!open)}>{open ? "Hide" : "Show"} {integer(libraries.length)} libraries</button>{open && <ul className="libraries small">{libraries.map((l) => <li key={l}><code>{l}</code></li>)}</ul>}</div>}
    </div>
  );
}
