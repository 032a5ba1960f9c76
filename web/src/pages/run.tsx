import { useEffect, useMemo, useState } from "react";
import { Problem, useGet } from "../lib/api.ts";
import { drawnOf, useSampled } from "../lib/curves.ts";
import { commit, day, figure, fixed, integer, length, moment, number, short } from "../lib/format.ts";
import { commitOf, isSystem, metricsOf, runOf, runPath, useExperiments, useRuns, useWanted, type Run } from "../lib/mlflow.ts";
import { useRunEvents } from "../lib/runevents.ts";
import { codeAt, Link, page } from "../lib/router.tsx";
import { useTick } from "../lib/tick.ts";
import type { MlDataset, MlRun } from "../lib/types.ts";
import { Artifacts } from "../ui/artifacts.tsx";
import { CurveControls, Curves, PLAIN, type Drawn } from "../ui/curves.tsx";
import { Differences } from "../ui/differences.tsx";
import { GoneRun } from "../ui/gone.tsx";
import { StateChip } from "../ui/icons.tsx";
import { LineagePanel } from "../ui/lineage.tsx";
import { OriginPanel } from "../ui/origin.tsx";
import { Await, Empty, Facts, Failure, KeyValues, Loading, PageHead, Panel } from "../ui/parts.tsx";
import { SystemMetrics } from "../ui/systemmetrics.tsx";
import { Table } from "../ui/table.tsx";

const WHILE_RUNNING_MS = 3000;
const CURVES_AT_ONCE = 6;
const PARENT = "mlflow.parentRunId";
const MOST_CHILDREN = 1000;

export default function RunPage({ product, run }: { product: string; run: string }) {
  const [running, setRunning] = useState(false);
  useRunEvents(product);
  // Points of a metric are no events: while it runs, it is asked again.
  const asked = useGet<{ run: MlRun }>(runPath(run), running ? { every: WHILE_RUNNING_MS } : {});
  const status = asked.data?.run.info.status;
  useEffect(() => setRunning(status === "RUNNING"), [status]);
  if (asked.error instanceof Problem && asked.error.status === 404) return <GoneRun product={product} run={run} />;
  return <Await of={asked} lines={9}>{(found) => <Tracked product={product} raw={found.run} />}</Await>;
}

function Tracked({ product, raw }: { product: string; raw: MlRun }) {
  const run = useMemo(() => runOf(raw), [raw]);
  const wanted = useWanted(product);
  const metrics = metricsOf([run], wanted).filter((m) => !isSystem(m));
  const start = run.start ? new Date(run.start).toISOString() : null;
  const made = commitOf(run);
  const pipelineRun = run.tags["loopline.pipelineRun"];
  const eventTime = run.tags["loopline.eventTime"];
  const parent = run.tags[PARENT];
  const tags = Object.entries(run.tags).filter(([k]) => !k.startsWith("mlflow."));
  useTick(run.status === "RUNNING");
  return (
    <>
      <PageHead title={run.name || short(run.id)} chip={<StateChip state={run.status} />} sub={<>Run <code>{run.id}</code>, by {run.user || "nobody named"}, started {moment(start)} UTC{made && <>, of commit <Link to={codeAt(product, made)} className="mono">{commit(made)}</Link></>}{eventTime && <>, at event time {day(eventTime)}</>}{pipelineRun && <>, in <Link to={page(product, "pipeline-runs", pipelineRun)}>its pipeline run</Link></>}{parent && <>, within <Link to={page(product, "runs", parent)} className="mono">{parent.slice(0, 7)}</Link></>}.</>}>
        <Link className="btn" to={`${page(product, "compare")}?runs=${encodeURIComponent(parent ? `${run.id},${parent}` : run.id)}`}>Compare</Link>
      </PageHead>
      {run.start && <Facts facts={metrics.slice(0, 5).map((m) => ({ name: m, value: figure(run.metrics[m]) })).concat([{ name: run.end ? "Took" : "Running for", value: length(((run.end ?? Date.now()) - run.start) / 1000) }])} />}
      <div className="grid cols23">
        <div className="stack">
          <MetricCurves run={run} metrics={metrics} />
          <SystemMetrics run={run} every={run.status === "RUNNING" ? WHILE_RUNNING_MS : false} />
          <Artifacts run={run} />
          <LineagePanel product={product} kind="run" id={run.id} />
          {parent && <AgainstParent product={product} run={run} parent={parent} wanted={wanted} />}
          <Children product={product} run={run} wanted={wanted} />
        </div>
        <div className="stack">
          <OriginPanel product={product} run={run} />
          <Pairs title="Parameters" none="No parameters" pairs={Object.entries(run.params)} />
          <Pairs title="Metrics" none="No metrics" sorted={false} pairs={metrics.map((m) => [m, number(run.metrics[m], 6)])} />
          <Datasets inputs={raw.inputs?.dataset_inputs ?? []} />
          {tags.length > 0 && <Pairs title="Tags" none="No tags" pairs={tags} />}
        </div>
      </div>
    </>
  );
}

/** Curves of all metrics that have one, live while the run goes on. */
function MetricCurves({ run, metrics }: { run: Run; metrics: string[] }) {
  const [drawn, draw] = useState<Drawn>(PLAIN);
  const [sought, seek] = useState("");
  const [most, setMost] = useState(CURVES_AT_ONCE);
  const curved = metrics.filter((m) => (run.steps[m] ?? 0) > 0);
  const fitting = curved.filter((m) => m.toLowerCase().includes(sought.toLowerCase()));
  if (curved.length === 0) return <Panel title="Metric curves"><Empty title={metrics.length ? "One value each, no curve" : "No metric recorded"}>A metric that is logged at several steps is drawn here{run.status === "RUNNING" ? ", as it comes" : ""}.</Empty></Panel>;
  return (
    <Panel title="Metric curves" right={<>{curved.length > CURVES_AT_ONCE && <label className="field seek"><input aria-label="Filter metrics" placeholder={`Filter ${curved.length}`} value={sought} onChange={(e) => seek(e.target.value)} /></label>}<CurveControls drawn={drawn} change={draw} /></>}>
      <div className={fitting.length > 1 ? "grid cols2 pad" : "pad"}>
        {fitting.slice(0, most).map((metric) => <OneCurve key={metric} run={run} metric={metric} drawn={drawn} height={curved.length > 1 ? 190 : 230} />)}
      </div>
      {fitting.length > most && <div className="pad more"><button className="btn s" onClick={() => setMost(most + CURVES_AT_ONCE)}>More curves</button><span className="small muted">{most} of {integer(fitting.length)}</span></div>}
    </Panel>
  );
}

function OneCurve({ run, metric, drawn, height }: { run: Run; metric: string; drawn: Drawn; height: number }) {
  const ids = useMemo(() => [run.id], [run.id]);
  const { points, pending, error } = useSampled(ids, metric, run.status === "RUNNING" ? WHILE_RUNNING_MS : false);
  const own = useMemo(() => points.get(run.id) ?? [], [points, run.id]);
  const curves = useMemo(() => [{ name: metric, points: drawnOf(own, drawn.along) }], [metric, own, drawn.along]);
  if (error && own.length === 0) return <Failure error={error} />;
  if (pending) return <Loading lines={4} />;
  const last = own.at(-1);
  return (
    <section aria-label={metric}>
      <p className="between small"><b className="clip">{metric}</b><span className="muted nowrap">{last ? `${number(last.value, 5)} at step ${integer(last.step)}` : "no point yet"}</span></p>
      <Curves metric={metric} curves={curves} height={height} drawn={drawn} />
    </section>
  );
}

const FEW = 12;

/** Names and values, with a filter where there are many. */
function Pairs({ title, pairs, none, sorted = true }: { title: string; pairs: [string, string][]; none: string; sorted?: boolean }) {
  const [sought, seek] = useState("");
  const all = sorted ? [...pairs].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })) : pairs;
  const fitting = all.filter(([k, v]) => `${k} ${v}`.toLowerCase().includes(sought.toLowerCase()));
  return (
    <Panel title={title} right={pairs.length > FEW ? <label className="field seek"><input aria-label={`Filter ${title.toLowerCase()}`} placeholder={`Filter ${pairs.length}`} value={sought} onChange={(e) => seek(e.target.value)} /></label> : `${pairs.length}`}>
      {pairs.length === 0 ? <Empty title={none} /> : <div className="pad pairs"><KeyValues pairs={fitting.map(([k, v]) => [<code key={k}>{k}</code>, <span key={v} title={v}>{short(v, 60)}</span>])} /></div>}
    </Panel>
  );
}

/** What it read. */
function Datasets({ inputs }: { inputs: MlDataset[] }) {
  if (inputs.length === 0) return null;
  return (
    <Panel title="Datasets" right={`${inputs.length}`}>
      <ul className="rows">
        {inputs.map(({ dataset, tags }) => (
          <li key={`${dataset.name} ${dataset.digest}`}>
            <div>
              <b>{dataset.name}</b> {tags?.find((t) => t.key === "mlflow.data.context") && <span className="chip">{tags.find((t) => t.key === "mlflow.data.context")?.value}</span>}
              <small><code>{dataset.digest}</code>, {dataset.source_type}{columnsOf(dataset.schema)}{rowsOf(dataset.profile)}</small>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function parsed(text: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function columnsOf(schema: string | undefined): string {
  const columns = parsed(schema)?.["mlflow_colspec"];
  return Array.isArray(columns) ? `, ${integer(columns.length)} columns` : "";
}

function rowsOf(profile: string | undefined): string {
  const rows = parsed(profile)?.["num_rows"];
  return typeof rows === "number" ? `, ${integer(rows)} rows` : "";
}

function AgainstParent({ product, run, parent, wanted }: { product: string; run: Run; parent: string; wanted: string | null }) {
  const asked = useGet<{ run: MlRun }>(runPath(parent));
  const both = useMemo(() => (asked.data ? [run, runOf(asked.data.run)] : null), [run, asked.data]);
  if (asked.error && !both) return <Panel title="Against its parent"><Failure error={asked.error} /></Panel>;
  return both && <Differences product={product} runs={both} wanted={wanted} title="Against its parent" />;
}

/** The runs within it. */
function Children({ product, run, wanted }: { product: string; run: Run; wanted: string | null }) {
  const { experiments } = useExperiments(product);
  const ids = useMemo(() => experiments?.map((e) => e.experiment_id), [experiments]);
  const asked = useRuns({ experiments: ids, filter: `tags.\`${PARENT}\` = '${run.id}'` }, MOST_CHILDREN);
  const children = asked.data ?? [];
  if (children.length === 0) return null;
  const metric = metricsOf(children, wanted)[0];
  return (
    <Panel title="Runs within it" right={<>{integer(children.length)}{asked.hasNextPage ? " and more" : ""} {children.length > 1 && <Link to={`${page(product, "compare")}?${new URLSearchParams({ q: `tags.\`${PARENT}\` = '${run.id}'`, top: String(Math.min(1000, children.length)) }).toString()}`}>compare them</Link>}</>}>
      <Table label="Runs within it" rows={children.slice(0, 200)} id={(r) => r.id} to={(r) => page(product, "runs", r.id)} cols={[
        { key: "id", head: "Run", cell: (r) => <Link to={page(product, "runs", r.id)} className="mono">{r.id.slice(0, 7)}</Link> },
        { key: "name", head: "Name", cell: (r) => r.name, sort: (r) => r.name },
        { key: "state", head: "State", cell: (r) => <StateChip state={r.status} /> },
        ...(metric ? [{ key: "m", head: metric, num: true, cell: (r: Run) => fixed(r.metrics[metric], 4), sort: (r: Run) => r.metrics[metric] }] : []),
      ]} />
    </Panel>
  );
}
