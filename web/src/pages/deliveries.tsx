import { useEffect, useMemo } from "react";
import { api, useGet, usePages } from "../lib/api.ts";
import { between, commit, length, moment, short, version } from "../lib/format.ts";
import { codeAt, Link, page, useParam, versionAt } from "../lib/router.tsx";
import type { Delivery } from "../lib/types.ts";
import { Graph } from "../ui/graph.tsx";
import { Icon, State, StateChip, glyphOf, stateWord } from "../ui/icons.tsx";
import { Log } from "../ui/log.tsx";
import { Await, Empty, Facts, KeyValues, More, Note, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** C1: what each push and each promotion went through. */
export default function Deliveries({ product, delivery }: { product: string; delivery: string | null }) {
  return delivery ? <Given product={product} delivery={delivery} /> : <All product={product} />;
}

function Given({ product, delivery }: { product: string; delivery: string }) {
  const asked = useGet<Delivery>(api(product, `/deliveries/${encodeURIComponent(delivery)}`));
  if (!asked.data) return <div className="inset grow"><Await of={asked} lines={8}>{() => null}</Await></div>;
  return <Await of={asked}>{(d) => <One product={product} delivery={d} />}</Await>;
}

function All({ product }: { product: string }) {
  const list = usePages<Delivery>(api(product, "/deliveries"), 200);
  const [artifact, setArtifact] = useParam("artifact");
  // Who comes by an artifact looks for the delivery that made it, however long ago.
  const made = artifact ? list.items?.filter((d) => d.artifact === artifact) : undefined;
  const seeking = made?.length === 0 && list.more;
  useEffect(() => {
    if (seeking) list.loadMore();
  });
  return (
    <div className="runmain">
      <PageHead title="Delivery" sub="Each push is checked, tested, packaged and delivered; each promotion is built, tested and deployed." />
      {artifact && <div className="gap"><Note><span className="line">{seeking ? "Looking for what made" : made?.length ? "Only what made" : "No delivery made"} <code>{short(artifact, 16)}</code> <button className="btn s" onClick={() => setArtifact(null)}>Show all</button></span></Note></div>}
      <Await of={list} lines={8}>{(all) => { const items = made ?? all; return all.length === 0 ? (
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
              { key: "kind", head: "Kind", cell: (d) => <>{d.kind.toLowerCase()}{d.model && d.version ? <> of <Link to={versionAt(product, d.model, d.version)}>{version(d.version)}</Link></> : null}</>, sort: (d) => d.kind },
              { key: "commit", head: "Commit", cell: (d) => <Link to={codeAt(product, d.commit)} className="mono">{commit(d.commit)}</Link> },
              { key: "steps", head: "Steps", cell: (d) => <span className="steps">{d.steps.map((s) => <span key={s.name} className="key" title={s.error ?? s.name}><Icon name={glyphOf(s.state)} label={stateWord(s.state)} spin={s.state === "RUNNING"} /> <span className="muted">{s.name}</span></span>)}</span> },
              { key: "took", head: "Took", num: true, cell: (d) => length(between(d.startedAt, d.endedAt)), sort: (d) => between(d.startedAt, d.endedAt) },
              { key: "artifact", head: "Artifact", cell: (d) => <code>{d.artifact ? short(d.artifact, 34) : "–"}</code> },
              { key: "started", head: "Started", cell: (d) => <span className="muted">{moment(d.startedAt)}</span>, sort: (d) => d.startedAt },
            ]}
          />
          {!artifact && <More of={list} what="deliveries" />}
        </Panel>
      ); }}</Await>
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
        <PageHead title={d.kind === "PROMOTION" ? (d.model && d.version ? <>Promotion of <Link to={versionAt(product, d.model, d.version)} className="plain">{version(d.version)}</Link></> : "Promotion") : `Delivery of ${commit(d.commit)}`} chip={<StateChip state={d.state} extra={length(between(d.startedAt, d.endedAt))} />} sub={<>Started {moment(d.startedAt)} UTC, <code>{d.id}</code>.</>}>
          {d.run && <Link className="btn" to={page(product, "pipeline-runs", d.run)}>Pipeline run</Link>}
        </PageHead>
        <div className="stack">
          {failed.map((s) => <Note key={s.name} tone="fail"><strong>{s.name} failed.</strong> {s.error ?? "Its log says why."}</Note>)}
          <Panel title="Steps"><Graph nodes={nodes} selected={selected?.name ?? null} select={choose} label="Steps of the delivery in order" /></Panel>
          <Facts facts={[{ name: "Commit", value: <Link to={codeAt(product, d.commit)} className="mono">{commit(d.commit)}</Link> }, { name: "Artifact", value: d.artifact ? <code className="small">{short(d.artifact, 40)}</code> : "none", small: d.artifact ? "" : d.state === "RUNNING" ? "yet" : "" }]} />
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

