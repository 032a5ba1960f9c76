import { useEffect, useState } from "react";
import { useQueries } from "@tanstack/react-query";
import { getJson, useGet, useText } from "../lib/api.ts";
import { artifactPath } from "../lib/baseline.ts";
import { bytes, commit, day, fixed, length, moment, number, short } from "../lib/format.ts";
import { commitOf, metricsOf, ML, runOf, runPath, useRunEvents, useWanted, type Run } from "../lib/mlflow.ts";
import { codeAt, Link, page } from "../lib/router.tsx";
import { useTick } from "../lib/tick.ts";
import type { MlFile, MlMetric, MlRun } from "../lib/types.ts";
import { StateChip } from "../ui/icons.tsx";
import { Curves, type Curve } from "../ui/curves.tsx";
import { Await, Empty, Facts, Failure, KeyValues, Loading, PageHead, Panel, Save } from "../ui/parts.tsx";

const WHILE_RUNNING_MS = 3000;

export const historyPath = (run: string, metric: string): string => `${ML}/metrics/get-history?run_id=${encodeURIComponent(run)}&metric_key=${encodeURIComponent(metric)}`;

/** Curves of some metrics of some runs, as they come. */
export function useCurves(runs: { id: string; name: string }[], metrics: string[], every: number | false = false): Map<string, Curve[]> {
  const wanted = metrics.flatMap((metric) => runs.map((run) => ({ metric, run })));
  const asked = useQueries({
    queries: wanted.map(({ metric, run }) => ({
      queryKey: [historyPath(run.id, metric)],
      queryFn: () => getJson<{ metrics?: MlMetric[] }>(historyPath(run.id, metric)),
      refetchInterval: every,
    })),
  });
  const out = new Map<string, Curve[]>();
  wanted.forEach(({ metric, run }, i) => {
    const points = (asked[i]?.data?.metrics ?? []).map((m, j): [number, number] => [m.step === undefined ? j : Number(m.step), Number(m.value)]).sort((a, b) => a[0] - b[0]);
    if (points.length > 1) out.set(metric, [...(out.get(metric) ?? []), { name: run.name, points }]);
  });
  return out;
}

export default function RunPage({ product, run }: { product: string; run: string }) {
  const [running, setRunning] = useState(false);
  useRunEvents();
  // Points of a metric are no events: while it runs, it is asked again.
  const asked = useGet<{ run: MlRun }>(runPath(run), running ? { every: WHILE_RUNNING_MS } : {});
  const status = asked.data?.run.info.status;
  useEffect(() => setRunning(status === "RUNNING"), [status]);
  return <Await of={asked} lines={9}>{(found) => <Tracked product={product} run={runOf(found.run)} />}</Await>;
}

function Tracked({ product, run }: { product: string; run: Run }) {
  const metrics = metricsOf([run], useWanted(product));
  const curves = useCurves([{ id: run.id, name: run.name || short(run.id) }], metrics.slice(0, 8), run.status === "RUNNING" ? WHILE_RUNNING_MS : false);
  const drawn = [...curves];
  const start = run.start ? new Date(run.start).toISOString() : null;
  const params = Object.entries(run.params).sort(([a], [b]) => a.localeCompare(b));
  const tags = Object.entries(run.tags).filter(([k]) => !k.startsWith("mlflow.")).sort(([a], [b]) => a.localeCompare(b));
  const made = commitOf(run);
  const pipelineRun = run.tags["loopline.pipelineRun"];
  const eventTime = run.tags["loopline.eventTime"];
  useTick(run.status === "RUNNING");
  return (
    <>
      <PageHead title={run.name || short(run.id)} chip={<StateChip state={run.status} />} sub={<>Run <code>{run.id}</code>, by {run.user || "nobody named"}, started {moment(start)} UTC{made && <>, of commit <Link to={codeAt(product, made)} className="mono">{commit(made)}</Link></>}{eventTime && <>, at event time {day(eventTime)}</>}{pipelineRun && <>, in <Link to={page(product, "pipeline-runs", pipelineRun)}>its pipeline run</Link></>}.</>}>
        <Link className="btn" to={`${page(product, "compare")}?runs=${encodeURIComponent(run.id)}`}>Compare</Link>
      </PageHead>
      {metrics.length > 0 && <Facts facts={metrics.slice(0, 5).map((m) => ({ name: m, value: fixed(run.metrics[m], 4) })).concat([{ name: "Took", value: run.start ? length(((run.end ?? Date.now()) - run.start) / 1000) : "–" }])} />}
      <div className="grid cols23">
        <div className="stack">
          {drawn.map(([metric, lines]) => (
            <Panel key={metric} title={`${metric}, by step`} right={lines[0] ? `${lines[0].points.length} points, last ${number(lines[0].points.at(-1)?.[1])}` : ""}>
              <div className="pad"><Curves metric={metric} curves={lines} height={210} /></div>
            </Panel>
          ))}
          {drawn.length === 0 && <Panel title="Metric curves"><Empty title={metrics.length ? "One value each, no curve" : "No metric recorded"}>A metric that is logged at several steps is drawn here.</Empty></Panel>}
          <Artifacts run={run} />
        </div>
        <div className="stack">
          <Panel title="Parameters" right={`${params.length}`}>
            {params.length === 0 ? <Empty title="No parameters" /> : <div className="pad"><KeyValues pairs={params.map(([k, v]) => [<code key={k}>{k}</code>, v])} /></div>}
          </Panel>
          <Panel title="Metrics" right={`${metrics.length}`}>
            {metrics.length === 0 ? <Empty title="No metrics" /> : <div className="pad"><KeyValues pairs={metrics.map((m) => [<code key={m}>{m}</code>, number(run.metrics[m], 6)])} /></div>}
          </Panel>
          {tags.length > 0 && <Panel title="Tags" pad><KeyValues pairs={tags.map(([k, v]) => [<code key={k}>{k}</code>, <code key={v}>{short(v, 28)}</code>])} /></Panel>}
        </div>
      </div>
    </>
  );
}

/** What the run logged as files: folders unfold, texts open, all are saved. */
function Artifacts({ run }: { run: Run }) {
  const [shown, show] = useState<string | null>(null);
  const pathOf = (file: string): string => artifactPath({ experiment_id: run.experiment, run_id: run.id }, file);
  return (
    <>
      <Panel title="Artifacts"><Folder run={run.id} path="" depth={0} pathOf={pathOf} shown={shown} show={show} /></Panel>
      {shown && <Panel title={<code>{shown}</code>} right={<button className="btn quiet s" onClick={() => show(null)}>Close</button>}><Text path={pathOf(shown)} /></Panel>}
    </>
  );
}

const READABLE = /\.(json|txt|md|yaml|yml|csv|log|py|sql|html|xml|toml|lock|cfg|ini)$|(^|\/)(MLmodel|requirements|conda)$/i;
const LARGEST_SHOWN = 200_000;

function Text({ path }: { path: string }) {
  const asked = useText(path);
  return <Await of={asked}>{(text) => <pre className="code sql json" tabIndex={0}>{path.endsWith(".json") ? pretty(text) : text}</pre>}</Await>;
}

/** JSON as it is best read; what is no JSON after all as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}

interface FolderProps {
  run: string;
  path: string;
  depth: number;
  pathOf: (file: string) => string;
  shown: string | null;
  show: (file: string | null) => void;
}

function Folder({ run, path, depth, pathOf, shown, show }: FolderProps) {
  const asked = useGet<{ files?: MlFile[] }>(`${ML}/artifacts/list?run_id=${encodeURIComponent(run)}${path ? `&path=${encodeURIComponent(path)}` : ""}`);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  if (asked.error && !asked.data) return <Failure error={asked.error} retry={() => void asked.refetch()} />;
  if (asked.isPending) return <Loading lines={2} />;
  const files = asked.data?.files ?? [];
  if (files.length === 0) return depth === 0 ? <Empty title="No artifacts">Models, plots and files that the run logs are kept here.</Empty> : <p className="pad small muted">empty</p>;
  return (
    <ul className="files">
      {files.map((f) => {
        const name = f.path.split("/").at(-1) ?? f.path;
        const unfolded = open.has(f.path);
        return (
          <li key={f.path}>
            {f.is_dir ? (
              <button className="file" aria-expanded={unfolded} onClick={() => setOpen((was) => { const now = new Set(was); if (!now.delete(f.path)) now.add(f.path); return now; })}>
                <code>{unfolded ? "▾" : "▸"} {name}/</code>
              </button>
            ) : (
              <span className="file">
                {READABLE.test(f.path) && Number(f.file_size ?? 0) <= LARGEST_SHOWN ? <button className="linkish mono" aria-pressed={shown === f.path} onClick={() => show(shown === f.path ? null : f.path)}>{name}</button> : <code>{name}</code>}
                <span className="muted end">{bytes(f.file_size)}</span>
                <Save path={pathOf(f.path)} name={name}>save</Save>
              </span>
            )}
            {unfolded && <Folder run={run} path={f.path} depth={depth + 1} pathOf={pathOf} shown={shown} show={show} />}
          </li>
        );
      })}
    </ul>
  );
}
