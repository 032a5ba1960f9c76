import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, postJson, Problem, useList, usePages } from "../lib/api.ts";
import { between, commit, duration, length, moment, plural, short, stamp } from "../lib/format.ts";
import { codeAt, Link, navigate, page } from "../lib/router.tsx";
import type { Json, Pipeline, PipelineRun } from "../lib/types.ts";
import { Graph } from "../ui/graph.tsx";
import { State } from "../ui/icons.tsx";
import { Await, Empty, Failure, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";
import { TriggerWord } from "../ui/trigger.tsx";

/** A trigger as words: the event it waits for, or how often it runs. */
export function triggerWords(on: Json): string {
  if (on && typeof on === "object" && !Array.isArray(on)) {
    const when = on["when"];
    const only = when && typeof when === "object" && !Array.isArray(when) && Object.keys(when).length > 0 ? ` where ${Object.entries(when).map(([k, v]) => `${k} is ${String(v)}`).join(" and ")}` : "";
    if (typeof on["event"] === "string") return `on ${on["event"]}${only}`;
    const after = on["after"];
    if (after && typeof after === "object" && !Array.isArray(after)) return `after ${String(after["pipeline"])} ${typeof after["state"] === "string" ? after["state"].toLowerCase().replace("succeeded", "has succeeded").replace("failed", "has failed").replace("cancelled", "is cancelled") : "has succeeded"}`;
    if (typeof on["cron"] === "string") return `at ${on["cron"]} (${typeof on["timeZone"] === "string" ? on["timeZone"] : "UTC"})`;
    if (typeof on["every"] === "string") return on["every"].startsWith("P") ? `every ${duration(on["every"])}` : on["every"];
  }
  return JSON.stringify(on);
}

export default function Pipelines({ product, pipeline }: { product: string; pipeline: string | null }) {
  const list = useList<Pipeline>(api(product, "/pipelines"));
  return (
    <Await of={list} lines={8}>
      {(items) => {
        if (items.length === 0) {
          return (
            <>
              <PageHead title="Pipelines" />
              <Empty title="No pipeline yet" command="git push loopline main">A file under <code>pipelines/</code> names tasks, what they need and what starts them; a push applies it.</Empty>
            </>
          );
        }
        const found = pipeline ? items.find((p) => p.name === pipeline) : undefined;
        if (pipeline && !found) return <Empty title={`There is no pipeline ${pipeline}`}><Link to={page(product, "pipelines")}>These are the pipelines of {product}.</Link></Empty>;
        return found ? <One product={product} pipeline={found} /> : <All product={product} items={items} />;
      }}
    </Await>
  );
}

function All({ product, items }: { product: string; items: Pipeline[] }) {
  return (
    <>
      <PageHead title="Pipelines" sub="What turns by itself: features as data arrives, training as the world changes." />
      <div className="stack">
        <Panel>
          <Table
            label="Pipelines"
            rows={items}
            id={(p) => p.name}
            to={(p) => page(product, "pipelines", p.name)}
            cols={[
              { key: "name", head: "Pipeline", cell: (p) => <Link to={page(product, "pipelines", p.name)} className="strong">{p.name}</Link>, sort: (p) => p.name },
              { key: "tasks", head: "Tasks", num: true, cell: (p) => p.tasks.length, sort: (p) => p.tasks.length },
              { key: "on", head: "Starts", cell: (p) => <span className="muted">{p.paused ? `paused by ${p.paused.by}: ${p.paused.reason}` : (p.on ?? []).map(triggerWords).join("; ") || "when asked"}</span> },
              { key: "commit", head: "Commit", cell: (p) => <Link to={codeAt(product, p.commit)} className="mono">{commit(p.commit)}</Link> },
            ]}
          />
        </Panel>
        <RunList product={product} pipeline={null} />
      </div>
    </>
  );
}

function One({ product, pipeline: p }: { product: string; pipeline: Pipeline }) {
  const start = useMutation<PipelineRun, Problem>({
    mutationFn: () => postJson<PipelineRun>(api(product, `/pipelines/${encodeURIComponent(p.name)}/runs`), { parameters: {} }),
    onSuccess: (run) => navigate(page(product, "pipeline-runs", run.id)),
  });
  const nodes = useMemo(() => p.tasks.map((t) => ({ id: t.id, title: t.id, lines: [t.uses], needs: t.needs ?? [], state: null })), [p]);
  const parameters = Object.entries(p.parameters ?? {});
  return (
    <>
      <PageHead title={p.name} sub={<>{plural(p.tasks.length, "task")}; starts {(p.on ?? []).map(triggerWords).join("; ") || "when asked"}.{parameters.length > 0 && <> Parameters: <code>{parameters.map(([k, v]) => `${k}=${JSON.stringify(v)}`).join(", ")}</code>.</>}</>}>
        <button className="btn primary" disabled={start.isPending} onClick={() => start.mutate()}>{start.isPending ? "Starting" : "Run now"}</button>
      </PageHead>
      {start.error && <div className="gap"><Failure error={start.error} /></div>}
      <div className="stack">
        <Panel title="Tasks" right={<>pipelines/{p.name}.yaml at <Link to={codeAt(product, p.commit)} className="mono">{commit(p.commit)}</Link></>}><Graph nodes={nodes} label={`Tasks of ${p.name}`} /></Panel>
        <RunList product={product} pipeline={p.name} />
      </div>
    </>
  );
}

function RunList({ product, pipeline }: { product: string; pipeline: string | null }) {
  const runs = usePages<PipelineRun>(api(product, `/pipeline-runs${pipeline ? `?pipeline=${encodeURIComponent(pipeline)}` : ""}`), 200);
  const items = runs.items ?? [];
  const slowest = Math.max(0.001, ...items.map((r) => between(r.startedAt, r.endedAt ?? r.startedAt) ?? 0));
  return (
    <Panel title="Runs" right={runs.items ? `${runs.items.length}${runs.more ? " and more" : ""}` : ""}>
      <Await of={runs}>{(items) => (items.length === 0 ? (
        <Empty title="It has not run yet">It starts by itself when its trigger comes, or now by <b>Run now</b>.</Empty>
      ) : (
        <div className="runlist">
          <Table
            tall
            label="Pipeline runs"
            rows={items}
            id={(r) => r.id}
            to={(r) => page(product, "pipeline-runs", r.id)}
            {...(runs.more ? { end: runs.loadMore } : {})}
            cols={[
              { key: "state", head: "State", width: "100px", cell: (r) => <State state={r.state} />, sort: (r) => r.state },
              { key: "id", head: "Run", cell: (r) => <Link to={page(product, "pipeline-runs", r.id)} className="mono">{short(r.id, 14)}</Link> },
              ...(pipeline ? [] : [{ key: "pipeline", head: "Pipeline", cell: (r: PipelineRun) => <Link to={page(product, "pipelines", r.pipeline)}>{r.pipeline}</Link>, sort: (r: PipelineRun) => r.pipeline }]),
              { key: "took", head: "Took", num: true, cell: (r) => { const s = between(r.startedAt, r.endedAt); return <><span className="bar" aria-hidden="true"><i style={{ width: `${Math.min(100, ((s ?? 0) / slowest) * 100)}%` }} /></span><span className="fix">{length(s)}</span></>; }, sort: (r) => between(r.startedAt, r.endedAt) },
              { key: "trigger", head: "Started by", cell: (r) => <TriggerWord product={product} trigger={r.trigger} />, sort: (r) => r.trigger },
              { key: "eventTime", head: "Event time", cell: (r) => stamp(r.eventTime), sort: (r) => r.eventTime },
              { key: "started", head: "Started", cell: (r) => <span className="muted">{moment(r.startedAt)}</span>, sort: (r) => r.startedAt },
              { key: "commit", head: "Commit", cell: (r) => <Link to={codeAt(product, r.commit)} className="mono">{commit(r.commit)}</Link> },
            ]}
          />
        </div>
      ))}</Await>
    </Panel>
  );
}
