import { api, useGet, usePages } from "../lib/api.ts";
import { clip, commit, fixed, moment, number, plural, short, version, words } from "../lib/format.ts";
import { keysOf, type Run } from "../lib/mlflow.ts";
import { Link, page, pageOf, useParam } from "../lib/router.tsx";
import type { Json, Model, ModelVersion, Page } from "../lib/types.ts";
import { Icon } from "../ui/icons.tsx";
import { Await, Empty, Failure, KeyValues, Loading, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

export default function Models({ product, model }: { product: string; model: string | null }) {
  return model ? <Versions product={product} model={model} /> : <List product={product} />;
}

function List({ product }: { product: string }) {
  const list = useGet<Page<Model>>(api(product, "/models"));
  return (
    <>
      <PageHead title="Models" sub="The registry: versions with their aliases, stages, signature and lineage." />
      <Await of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No model yet">The training pipeline registers the first; so does <code>mlflow.register_model</code>, by a run of an experiment of this product.</Empty>
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
  if (list.error && !list.items) return <Failure error={list.error} retry={list.retry} />;
  if (!list.items) return <Loading lines={8} />;
  const items = [...list.items].sort((a, b) => Number(b.version) - Number(a.version));
  const champion = items.find((v) => v.aliases.includes("champion")) ?? items.find((v) => v.stage === "PRODUCTION");
  const selected = items.find((v) => String(v.version) === asked) ?? champion ?? items[0];
  const metrics = keysOf(items.map((v) => ({ metrics: v.metrics ?? {} }) as Run), "metrics").slice(0, 3);
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

function VersionPanel({ product, v }: { product: string; v: ModelVersion }) {
  const history = [...(v.history ?? [])].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <div className="stack">
      <Panel title={<>{version(v.version)} <Stage stage={v.stage} /></>} right={v.aliases.join(", ")} pad>
        <KeyValues
          pairs={[
            ["Registered", moment(v.createdAt)],
            ["Run", v.run ? <Link key="r" to={page(product, "runs", v.run)} className="mono">{v.run.slice(0, 12)}</Link> : "–"],
            ["Commit", v.commit ? <Link key="c" to={page(product, "code")} className="mono">{commit(v.commit)}</Link> : "–"],
            ["Snapshot", v.snapshot ? <Link key="s" to={page(product, "views")} className="mono">{short(String(v.snapshot), 12)}</Link> : "–"],
            ["Bytes", <code key="d">{short(v.digest, 16)}</code>],
            ...Object.entries(v.metrics ?? {}).map(([k, x]): [React.ReactNode, string] => [<code key={k}>{k}</code>, fixed(x, 4)]),
          ]}
        />
      </Panel>
      <Panel title="What happened to it" right={plural(history.length, "change")}>
        {history.length === 0 ? <Empty title="Nothing yet" /> : (
          <ul className="rows">
            {history.map((h, i) => (
              <li key={i}><Icon name={/production|champion/i.test(h.change) ? "up" : /archived|rejected/i.test(h.change) ? "miss" : "push"} /><div><b>{words(h.change.toLowerCase())}</b><small>{moment(h.at)}, by {h.actor}<Evidence product={product} evidence={h.evidence} /></small></div></li>
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
