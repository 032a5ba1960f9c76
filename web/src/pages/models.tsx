import { useEffect, useMemo, type ReactNode } from "react";
import { api, type Pages, useGet, useList, usePages } from "../lib/api.ts";
import { artifactPath } from "../lib/baseline.ts";
import { clip, commit, day, fixed, integer, moment, number, plural, short, version, words } from "../lib/format.ts";
import { metricsOf, runPath, useWanted, type Run } from "../lib/mlflow.ts";
import { codeAt, Link, page, pageOf, snapshotAt, useParam } from "../lib/router.tsx";
import type { Json, MlRun, Model, ModelVersion } from "../lib/types.ts";
import { Icon } from "../ui/icons.tsx";
import { Await, Empty, KeyValues, More, PageHead, Panel, Save } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

export default function Models({ product, model }: { product: string; model: string | null }) {
  return model ? <Versions product={product} model={model} /> : <List product={product} />;
}

function List({ product }: { product: string }) {
  const list = useList<Model>(api(product, "/models"));
  return (
    <>
      <PageHead title="Models" sub="The registry: versions with their aliases, stages, signature and lineage." />
      <Await of={list}>
        {(items) =>
          items.length === 0 ? (
            <Empty title="No model yet">The training pipeline registers the first, with its lineage: run, training set, snapshot, commit.</Empty>
          ) : (
            <Panel>
              <Table
                label="Models"
                rows={items}
                id={(m) => m.name}
                to={(m) => page(product, "models", m.name)}
                cols={[
                  { key: "name", head: "Model", cell: (m) => <Link to={page(product, "models", m.name)} className="strong">{m.name}</Link>, sort: (m) => m.name },
                  { key: "versions", head: "Versions", num: true, cell: (m) => m.versions, sort: (m) => m.versions },
                  { key: "champion", head: "Champion", cell: (m) => (m.champion ? <span className="chip ok">{version(m.champion)}</span> : <span className="muted">none yet</span>) },
                  { key: "challenger", head: "Challenger", cell: (m) => (m.challenger ? <span className="chip acc">{version(m.challenger)}</span> : <span className="muted">none</span>) },
                ]}
              />
            </Panel>
          )
        }
      </Await>
    </>
  );
}

const STAGE: Record<string, string> = { PRODUCTION: "ok", STAGING: "acc", ARCHIVED: "", NONE: "" };

export const Stage = ({ stage }: { stage: string }) => <span className={`chip ${STAGE[stage] ?? ""}`}>{stage === "NONE" ? "no stage" : stage.toLowerCase()}</span>;

function Versions({ product, model }: { product: string; model: string }) {
  const list = usePages<ModelVersion>(api(product, `/models/${encodeURIComponent(model)}/versions`), 200);
  const [asked, ask] = useParam("version");
  return <Await of={list} lines={8}>{(all) => <Registered product={product} model={model} all={all} list={list} asked={asked} ask={ask} />}</Await>;
}

function Registered({ product, model, all, list, asked, ask }: { product: string; model: string; all: ModelVersion[]; list: Pages<ModelVersion>; asked: string | null; ask: (version: string | null) => void }) {
  const items = useMemo(() => [...all].sort((a, b) => Number(b.version) - Number(a.version)), [all]);
  // One that is asked for may be older than what was read.
  const missing = asked !== null && !items.some((v) => String(v.version) === asked) && list.more;
  useEffect(() => {
    if (missing) list.loadMore();
  });
  const champion = items.find((v) => v.aliases.includes("champion")) ?? items.find((v) => v.stage === "PRODUCTION");
  const selected = items.find((v) => String(v.version) === asked) ?? champion ?? items[0];
  const metrics = metricsOf(items.map((v) => ({ metrics: v.metrics ?? {} }) as Run), useWanted(product)).slice(0, 3);
  const first = metrics[0];
  const values = first ? items.map((v) => v.metrics?.[first]).filter((v): v is number => typeof v === "number") : [];
  const low = Math.min(...values);
  const high = Math.max(...values);
  return (
    <>
      <PageHead title={model} sub={<>{plural(items.length, "version")}{champion ? <>; {version(champion.version)} is in production</> : "; none is in production yet"}.</>} />
      {items.length === 0 || !selected ? (
        <Empty title="No version yet">The first is registered as the training pipeline succeeds.</Empty>
      ) : (
        <div className="grid colsmodel">
          <Panel title="Versions" right={plural(items.length, "version")}>
            <Table
              label="Versions"
              rows={items}
              id={(v) => String(v.version)}
              current={String(selected.version)}
              onCurrent={(v) => ask(String(v.version))}
              cols={[
                { key: "version", head: "Version", cell: (v) => <button className="linkish strong" onClick={() => ask(String(v.version))}>{version(v.version)}</button>, sort: (v) => Number(v.version) },
                { key: "stage", head: "Stage", cell: (v) => <Stage stage={v.stage} />, sort: (v) => v.stage },
                { key: "aliases", head: "Aliases", cell: (v) => v.aliases.map((a) => <span key={a} className="chip gapr">{a}</span>) },
                ...metrics.map((m, i) => ({
                  key: m, head: m, num: true, sort: (v: ModelVersion) => v.metrics?.[m],
                  cell: (v: ModelVersion) => { const x = v.metrics?.[m]; return <>{i === 0 && typeof x === "number" && <span className="bar" aria-hidden="true"><i style={{ width: `${20 + ((x - low) / (high - low || 1)) * 80}%` }} /></span>}{fixed(x, 4)}</>; },
                })),
                { key: "created", head: "Registered", cell: (v) => moment(v.createdAt), sort: (v) => v.createdAt },
                { key: "run", head: "Run", cell: (v) => (v.run ? <Link to={page(product, "runs", v.run)} className="mono">{v.run.slice(0, 8)}</Link> : "–") },
              ]}
            />
            <More of={list} what="versions" />
          </Panel>
          <VersionPanel product={product} v={selected} />
        </div>
      )}
    </>
  );
}

const outputs = (v: ModelVersion): { name: string; type: string }[] => v.signature?.outputs ?? (v.signature?.output ? [{ name: v.signature.output, type: "" }] : []);

/** What a change rests on: a path to it, or the facts themselves. */
function Evidence({ product, evidence }: { product: string; evidence: Json | undefined }) {
  if (evidence === null || evidence === undefined || evidence === "") return null;
  if (typeof evidence === "string") return <> · {evidence.startsWith("/") ? <Link to={pageOf(evidence, product)}>evidence</Link> : evidence}</>;
  if (typeof evidence !== "object" || Array.isArray(evidence)) return <> · {JSON.stringify(evidence)}</>;
  const challenge = evidence["challenge"];
  const facts = Object.entries(evidence).filter(([k, x]) => k !== "challenge" && (typeof x === "number" || typeof x === "string")).slice(0, 4);
  return <>{typeof challenge === "string" && <> · <Link to={page(product, "challenges", challenge)}>challenge</Link></>}{facts.length > 0 && <> · {facts.map(([k, x]) => `${k} ${typeof x === "number" ? number(x) : clip(String(x), 40)}`).join(", ")}</>}</>;
}

const said = (value: Json | undefined): string | null => (typeof value === "string" || typeof value === "number" ? String(value) : null);

/** What it was made from: each a link to its evidence. */
function Lineage({ product, v }: { product: string; v: ModelVersion }) {
  const from = v.lineage ?? {};
  const view = said(from["view"]);
  const snapshot = said(from["snapshot"]) ?? said(v.snapshot ?? undefined);
  const [run, build, set, until, rows, seed] = ["pipelineRun", "build", "trainingSet", "trainedUntil", "rows", "seed"].map((key) => said(from[key]));
  const settings = Object.entries(v.parameters ?? {}).sort(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <Panel title="Made from" pad>
        <KeyValues
          pairs={[
            ["Known until", until ? day(until) : "–"],
            ["Training set", set || rows ? <>{rows ? plural(Number(rows), "row") : ""} {set && <code>{short(set, 12)}</code>}</> : "–"],
            ["Snapshot", snapshot ? view ? <Link to={snapshotAt(product, view, snapshot)}>{short(snapshot, 12)} of {view}</Link> : <code>{short(snapshot, 12)}</code> : "–"],
            ["Pipeline run", run ? <Link to={page(product, "pipeline-runs", run)} className="mono">{short(run, 14)}</Link> : "–"],
            ["Build", build ? <Link to={`${page(product, "deliveries")}?artifact=${encodeURIComponent(build)}`} className="mono">{short(build, 12)}</Link> : "–"],
            ...(seed ? ([["Seed", <code key="s">{seed}</code>]] as [ReactNode, ReactNode][]) : []),
          ]}
        />
      </Panel>
      {settings.length > 0 && <Panel title="Settings" right={`${settings.length}`} pad><KeyValues pairs={settings.map(([k, x]): [ReactNode, ReactNode] => [<code key={k}>{k}</code>, typeof x === "string" ? x : JSON.stringify(x)])} /></Panel>}
    </>
  );
}

/** Its files, kept with the run that made it. */
function Files({ v }: { v: ModelVersion }) {
  const files = Object.entries(v.files ?? {}).sort(([a], [b]) => a.localeCompare(b));
  const run = useGet<{ run: MlRun }>(v.run && files.length > 0 ? runPath(v.run) : null).data?.run;
  if (files.length === 0) return null;
  return (
    <Panel title="Files" right={`${files.length}`}>
      <ul className="files">
        {files.map(([name, digest]) => <li key={name} className="file"><code>{name}</code><code className="faint end">{short(digest, 10)}</code>{run && <Save path={artifactPath(run.info, `model/${name}`)} name={name}>save</Save>}</li>)}
      </ul>
    </Panel>
  );
}

function VersionPanel({ product, v }: { product: string; v: ModelVersion }) {
  const history = [...(v.history ?? [])].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <div className="stack">
      <Panel title={<>{version(v.version)} <Stage stage={v.stage} /></>} right={v.aliases.join(", ")} pad>
        <KeyValues
          pairs={[
            ["Registered", moment(v.createdAt)],
            ["Run", v.run ? <Link key="r" to={page(product, "runs", v.run)} className="mono">{v.run.slice(0, 12)}</Link> : "–"],
            ["Commit", v.commit ? <Link key="c" to={codeAt(product, v.commit)} className="mono">{commit(v.commit)}</Link> : "–"],
            ["Bytes", <code key="d">{short(v.digest, 16)}</code>],
            ...Object.entries(v.metrics ?? {}).map(([k, x]): [ReactNode, string] => [<code key={k}>{k}</code>, Number.isInteger(x) ? integer(x) : fixed(x, 4)]),
          ]}
        />
      </Panel>
      <Lineage product={product} v={v} />
      <Files v={v} />
      <Panel title="What happened to it" right={plural(history.length, "change")}>
        {history.length === 0 ? <Empty title="Nothing yet" /> : (
          <ul className="rows">
            {history.map((h, i) => (
              <li key={i}><Icon name={/production|champion/i.test(h.change) ? "up" : /archived|rejected/i.test(h.change) ? "miss" : "push"} /><div><b>{words(h.change.toLowerCase())}</b><small>{h.eventTime ? `${day(h.eventTime)} of event time` : moment(h.at)}, by {h.actor}<Evidence product={product} evidence={h.evidence} /></small></div></li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel title="Signature" right={v.signature ? `${v.signature.inputs.length} in, ${outputs(v).length} out` : ""}>
        {v.signature ? (
          <table>
            <tbody>
              {[...v.signature.inputs.map((f) => ({ ...f, of: "in" })), ...outputs(v).map((f) => ({ ...f, of: "out" }))].map((f) => <tr key={f.of + f.name}><td className="muted">{f.of}</td><td><code>{f.name}</code></td><td className="num muted">{f.type}</td></tr>)}
            </tbody>
          </table>
        ) : <Empty title="No signature">The version was registered without one.</Empty>}
      </Panel>
    </div>
  );
}
