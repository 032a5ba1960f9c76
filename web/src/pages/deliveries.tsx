import { useMemo } from "react";
import { api, useGet, usePages } from "../lib/api.ts";
import { between, commit, length, moment, short } from "../lib/format.ts";
import { Link, page, useParam } from "../lib/router.tsx";
import type { Delivery } from "../lib/types.ts";
import { Graph } from "../ui/graph.tsx";
import { Icon, State, StateChip, glyphOf, stateWord } from "../ui/icons.tsx";
import { Log } from "../ui/log.tsx";
import { Empty, Failure, Facts, KeyValues, Loading, Note, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** C1: what each push and each promotion went through. */
export default function Deliveries({ product, delivery }: { product: string; delivery: string | null }) {
  const list = usePages<Delivery>(api(product, "/deliveries"), 200);
  const given = useGet<Delivery>(delivery ? api(product, `/deliveries/${encodeURIComponent(delivery)}`) : null);
  const found = delivery ? (list.items?.find((d) => d.id === delivery) ?? given.data) : undefined;
  if (list.error && !list.items) return <div className="inset grow"><Failure error={list.error} retry={list.retry} /></div>;
  if (!list.items) return <div className="inset grow"><Loading lines={8} /></div>;
  if (delivery && found) return <One product={product} delivery={found} />;
  if (delivery && given.error) return <div className="inset grow"><Failure error={given.error} /></div>;
  if (delivery) return <div className="inset grow"><Loading /></div>;
  const items = list.items;
  return (
    <div className="runmain">
      <PageHead title="Delivery" sub="Each push is checked, tested, packaged and delivered; each promotion is built, tested and deployed." />
      {items.length === 0 ? (
        <Empty title="Nothing delivered yet" command="git push loopline main">A push starts the first delivery: step 17.</Empty>
      ) : (
        <Panel>
          <Table
            label="Deliveries"
            rows={items}
            id={(d) => d.id}
            to={(d) => page(product, "deliveries", d.id)}
            cols={[
              { key: "state", head: "State", width: "100px", cell: (d) => <State state={d.state} />, sort: (d) => d.state },
              { key: "id", head: "Delivery", cell: (d) => <Link to={page(product, "deliveries", d.id)} className="mono">{short(d.id, 14)}</Link> },
              { key: "kind", head: "Kind", cell: (d) => d.kind.toLowerCase(), sort: (d) => d.kind },
              { key: "commit", head: "Commit", cell: (d) => <Link to={page(product, "code")} className="mono">{commit(d.commit)}</Link> },
              { key: "steps", head: "Steps", cell: (d) => <span className="steps">{d.steps.map((s) => <span key={s.name} className="key" title={s.error ?? s.name}><Icon name={glyphOf(s.state)} label={stateWord(s.state)} spin={s.state === "RUNNING"} /> <span className="muted">{s.name}</span></span>)}</span> },
              { key: "took", head: "Took", num: true, cell: (d) => length(between(d.startedAt, d.endedAt)), sort: (d) => between(d.startedAt, d.endedAt) },
              { key: "artifact", head: "Artifact", cell: (d) => <code>{d.artifact ? short(d.artifact, 34) : "–"}</code> },
              { key: "started", head: "Started", cell: (d) => <span className="muted">{moment(d.startedAt)}</span>, sort: (d) => d.startedAt },
            ]}
          />
        </Panel>
      )}
    </div>
  );
}

function One({ product, delivery: d }: { product: string; delivery: Delivery }) {
  const [chosen, choose] = useParam("step");
  const selected = d.steps.find((s) => s.name === chosen) ?? d.steps.find((s) => s.state === "FAILED") ?? d.steps.find((s) => s.state === "RUNNING") ?? d.steps[0];
  const nodes = useMemo(() => d.steps.map((s, i) => ({ id: s.name, title: s.name, lines: [stateWord(s.state), s.seconds === null || s.seconds === undefined ? "" : length(s.seconds)], needs: i > 0 ? [d.steps[i - 1]?.name ?? ""] : [], state: s.state })), [d.steps]);
  const failed = d.steps.filter((s) => s.state === "FAILED");
  return (
    <>
      <div className="runmain">
        <PageHead title={`${d.kind === "PROMOTION" ? "Promotion" : "Delivery"} of ${commit(d.commit)}`} chip={<StateChip state={d.state} extra={length(between(d.startedAt, d.endedAt))} />} sub={<>Started {moment(d.startedAt)} UTC, <code>{d.id}</code>.</>}>
          {d.run && <Link className="btn" to={page(product, "pipeline-runs", d.run)}>Pipeline run</Link>}
        </PageHead>
        <div className="stack">
          {failed.map((s) => <Note key={s.name} tone="fail"><strong>{s.name} failed.</strong> {s.error ?? "Its log says why."}</Note>)}
          <Panel title="Steps"><Graph nodes={nodes} selected={selected?.name ?? null} select={choose} label="Steps of the delivery in order" /></Panel>
          <Facts facts={[{ name: "Commit", value: <Link to={page(product, "code")} className="mono">{commit(d.commit)}</Link> }, { name: "Artifact", value: d.artifact ? <code className="small">{short(d.artifact, 40)}</code> : "none", small: d.artifact ? "" : d.state === "RUNNING" ? "yet" : "" }]} />
        </div>
      </div>
      {selected && (
        <aside className="taskside" aria-label={`Step ${selected.name}`}>
          <div className="taskhead"><div className="line"><State state={selected.state} text={false} /><b className="big">{selected.name}</b><StateChip state={selected.state} extra={selected.seconds ? length(selected.seconds) : ""} /></div>{selected.error && <p className="small fail-t wrap">{selected.error}</p>}</div>
          <div className="taskfacts"><KeyValues pairs={[["Delivery", <code key="d">{d.id}</code>], ["Run", d.run ? <Link key="r" to={page(product, "pipeline-runs", d.run)} className="mono">{short(d.run, 18)}</Link> : "–"]]} /></div>
          {d.run && !["WAITING", "READY", "SKIPPED"].includes(selected.state) ? <Log key={selected.name} path={`/api/v1/pipeline-runs/${encodeURIComponent(d.run)}/tasks/${encodeURIComponent(selected.name)}/log`} running={selected.state === "RUNNING"} /> : <Empty title="No log">This step has not run.</Empty>}
        </aside>
      )}
    </>
  );
}

