import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { artifactPath } from "../lib/baseline.ts";
import { bytes, commit, integer } from "../lib/format.ts";
import { commitOf, type Run } from "../lib/mlflow.ts";
import { isDiff, originOf } from "../lib/origin.ts";
import { peek } from "../lib/peek.ts";
import { codeAt, Link, page } from "../lib/router.tsx";
import { Diff } from "./diff.tsx";
import { EnvironmentFacts, environmentAmong, useFiles } from "./environment.tsx";
import { Await, Empty, KeyValues, Note, Panel } from "./parts.tsx";

const DIFF_BYTES = 512 << 10;

/** Where a run comes from: its code and what of it is in no commit, its machine, its seed. */
export function OriginPanel({ product, run }: { product: string; run: Run }) {
  const origin = originOf(run);
  const made = commitOf(run);
  const files = useFiles(run);
  const environment = environmentAmong(run, files);
  const patch = origin.diff === null ? files.find((f) => !f.is_dir && isDiff(f.path)) : undefined;
  const path = (file: string): string => artifactPath({ experiment_id: run.experiment, run_id: run.id }, file);
  const pipelineRun = run.tags["loopline.pipelineRun"];
  const pairs: [ReactNode, ReactNode][] = [];
  if (made) pairs.push(["Commit", <Link key="c" to={codeAt(product, made)} className="mono">{commit(made)}</Link>]);
  if (origin.branch) pairs.push(["Branch", <code key="b">{origin.branch}</code>]);
  if (origin.repository) pairs.push(["Repository", <code key="r" className="clip" title={origin.repository}>{origin.repository}</code>]);
  pairs.push(["Uncommitted", patch || origin.dirty === true ? <b key="d" className="chip wait">changes beyond the commit</b> : origin.dirty === false ? "nothing: it ran what is committed" : <span key="d" className="faint">not recorded</span>]);
  if (origin.source) pairs.push([origin.kind === "NOTEBOOK" ? "Notebook" : origin.kind === "JOB" ? "Job" : "Source", pipelineRun && origin.source.startsWith(pipelineRun) ? <Link key="s" to={page(product, "pipeline-runs", pipelineRun)} className="mono clip">{origin.source.slice(-28)}</Link> : <code key="s" className="clip" title={origin.source}>{origin.source}</code>]);
  if (origin.attempt > 1) pairs.push(["Attempt", `${integer(origin.attempt)}, of one task`]);
  if (origin.seed) pairs.push(["Seed", <code key="seed">{origin.seed}</code>]);
  if (origin.host) pairs.push(["Host", <code key="h">{origin.host}</code>]);
  return (
    <Panel title="Where it comes from">
      <div className="pad told"><KeyValues pairs={pairs} /></div>
      {origin.diff && <Uncommitted text={origin.diff} />}
      {patch && <PatchFile path={path(patch.path)} name={patch.path} />}
      {environment ? <EnvironmentFacts path={environment} /> : !made && !origin.host && <Empty title="It says little of itself">MLflow's client records the commit where it runs in a git repository; <code>mlflow.log_dict(env, "environment.json")</code> and <code>mlflow.log_text(diff, "git.diff")</code> show here.</Empty>}
    </Panel>
  );
}

function Uncommitted({ text }: { text: string }) {
  const [open, show] = useState(false);
  return <div><div className="pad"><button className="btn s" aria-expanded={open} onClick={() => show(!open)}>{open ? "Hide" : "Show"} what is not committed</button></div>{open && <Diff text={text} />}</div>;
}

function PatchFile({ path, name }: { path: string; name: string }) {
  const asked = useQuery({ queryKey: [path, "peek", DIFF_BYTES], queryFn: ({ signal }) => peek(path, DIFF_BYTES, signal), gcTime: 60_000 });
  return <Await of={asked} lines={2}>{(file) => <>{!file.whole && <Note>Only the first {bytes(file.bytes.length)} of {name} are shown.</Note>}<Uncommitted text={new TextDecoder().decode(file.bytes)} /></>}</Await>;
}
