import { useMemo, useState } from "react";
import { useGet, usePages, type Pages } from "../lib/api.ts";
import { clip, fixed, integer, moment, plural, version as named } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { lessIsBetter, ranked, useWanted } from "../lib/mlflow.ts";
import { isOwn, metricsAmong, modelPath, numbersOf, registry, useAct, useRegistryEvents, type RegisteredModel, type VersionFigures } from "../lib/registry.ts";
import { Link, navigate, page, useParam } from "../lib/router.tsx";
import { ModelLog } from "../ui/changelog.tsx";
import { Ask } from "../ui/dialog.tsx";
import { Aliases, Description, Tags } from "../ui/labels.tsx";
import { Await, Empty, PageHead, Panel } from "../ui/parts.tsx";
import { DecisionChip } from "../ui/promotion.tsx";
import { Stage, StageTimeline } from "../ui/stages.tsx";
import { Table, type Col } from "../ui/table.tsx";
import { VersionPlot } from "../ui/versionplot.tsx";

const AT_ONCE = 500;
/** So many can be read side by side. */
export const MOST_COMPARED = 10;

/** A model: how its versions went, which was in which stage when, and what is said of it. */
export default function ModelPage({ product, model }: { product: string; model: string }) {
  useRegistryEvents(!isOwn(product, model));
  const asked = useGet<RegisteredModel>(modelPath(model));
  return <Await of={asked} lines={9}>{(found) => <Found product={product} model={found} />}</Await>;
}

function Found({ product, model }: { product: string; model: RegisteredModel }) {
  const { versions, owner } = model;
  const list = usePages<VersionFigures>(modelPath(model.name, "/figures"), AT_ONCE);
  const [deleting, setDeleting] = useState(false);
  const act = useAct();
  const leaving = useAct([]);
  const serving = model.aliases["champion"] ?? model.latest["PRODUCTION"];
  const highest = Math.max(0, ...Object.values(model.latest), ...Object.values(model.aliases));
  return (
    <>
      <PageHead
        title={model.name}
        chip={model.product === "" ? <span className="chip">no product&rsquo;s</span> : model.product !== product ? <span className="chip">of {model.product}</span> : null}
        sub={<>{plural(versions, "version")}{serving ? <>; <Link to={page(product, "models", model.name, serving)}>{named(serving)}</Link> is in production</> : "; none is in production yet"}{owner && <>; {owner} answers for it</>}. Registered {moment(model.createdAt)} UTC.</>}
      >
        <button className="btn danger" onClick={() => setDeleting(true)}>Delete</button>
        {deleting && (
          <Ask title={`Delete ${model.name}?`} verb="Delete the model" danger act={leaving} close={() => setDeleting(false)} type={model.name} work={() => registry.deleteModel(model.name)} done={() => navigate(page(product, "models"))}>
            <p className="small muted">All {plural(versions, "version")} go with it, with their aliases, tags and cards; its history stays. What endpoints answer with is refused.</p>
          </Ask>
        )}
      </PageHead>
      <div className="grid colsversion">
        <div className="stack">
          {versions === 0 ? (
            <Empty title="No version yet" command={`mlflow.register_model("runs:/<run>/model", "${model.name}")`}>The first is registered as the training pipeline succeeds, or by an MLflow client.</Empty>
          ) : <Await of={list} lines={8}>{(items) => <Versions product={product} model={model.name} items={items} total={versions} list={list} />}</Await>}
          {versions > 0 && <StageTimeline product={product} model={model.name} />}
          <ModelLog product={product} model={model.name} />
        </div>
        <div className="stack">
          <Description text={model.description} act={act} save={(text) => registry.describeModel(model.name, text)} hint="What the model is for, in a sentence or a page." />
          {versions > 0 && <Aliases product={product} model={model.name} aliases={model.aliases} highest={highest} />}
          <Tags tags={model.tags} set={(k, v) => registry.tagModel(model.name, k, v)} drop={(k) => registry.untagModel(model.name, k)} />
        </div>
      </div>
    </>
  );
}

function Versions({ product, model, items, total, list }: { product: string; model: string; items: VersionFigures[]; total: number; list: Pages<VersionFigures> }) {
  const wanted = useWanted(product);
  const metrics = useMemo(() => ranked(metricsAmong(items), wanted), [items, wanted]);
  const [asked, ask] = useParam("metric");
  const metric = asked !== null && metrics.includes(asked) ? asked : metrics[0];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => setChosen((was) => {
    const now = new Set(was);
    if (!now.delete(id)) now.add(id);
    return now;
  });
  const compare = () => navigate(`${page(product, "models", model, "compare")}?versions=${[...chosen].sort((a, b) => Number(b) - Number(a)).join()}`);
  useKeys([
    ...(chosen.size > 1 && chosen.size <= MOST_COMPARED ? [{ keys: "C", label: "compare", run: compare }] : []),
    ...(chosen.size > 0 ? [{ keys: "Escape", label: "clear", run: () => setChosen(new Set()) }] : []),
  ]);
  const cols = useCols(product, model, items, metrics, metric);
  return (
    <>
      {metric !== undefined && (
        <Panel title={<>{metric} over the versions</>} right={metrics.length > 1 && <label className="field pick1"><span className="small muted">Metric</span><select value={metric} onChange={(e) => ask(e.target.value === metrics[0] ? null : e.target.value)}>{metrics.map((m) => <option key={m}>{m}</option>)}</select></label>} pad>
          <VersionPlot product={product} model={model} versions={items} metric={metric} chosen={chosen} />
          {list.more && <p className="micro faint">The newest {integer(items.length)} of {integer(total)}.</p>}
        </Panel>
      )}
      <Panel title="Versions" right={chosen.size > 0 ? <><b>{chosen.size} chosen</b><button className="btn primary s" disabled={chosen.size < 2 || chosen.size > MOST_COMPARED} onClick={compare}>Compare <kbd>C</kbd></button><button className="btn quiet s" onClick={() => setChosen(new Set())}>Clear</button></> : <>{plural(total, "version")}; choose two or more to compare</>}>
        <div className="runlist">
          <Table tall label="Versions" rows={items} total={list.more ? Math.max(total, items.length) : items.length} cols={cols} id={(v) => String(v.version)} to={(v) => page(product, "models", model, v.version)} selected={chosen} onSelect={toggle} end={list.loadMore} />
        </div>
      </Panel>
    </>
  );
}

function useCols(product: string, model: string, items: VersionFigures[], metrics: string[], metric: string | undefined): Col<VersionFigures>[] {
  return useMemo(() => {
    const of = (v: VersionFigures, key: string): number | undefined => numbersOf(v.metrics)[key];
    const values = metric === undefined ? [] : items.flatMap((v) => of(v, metric) ?? []);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const share = (x: number): number => (high === low ? 1 : metric && lessIsBetter(metric) ? (high - x) / (high - low) : (x - low) / (high - low));
    const shown = [...new Set([...(metric === undefined ? [] : [metric]), ...metrics])].slice(0, 3);
    return [
      { key: "version", head: "Version", cell: (v) => <Link to={page(product, "models", model, v.version)} className="strong">{named(v.version)}</Link>, sort: (v) => v.version },
      { key: "stage", head: "Stage", cell: (v) => <Stage stage={v.stage} />, sort: (v) => v.stage },
      { key: "aliases", head: "Aliases", cell: (v) => <>{v.aliases.map((a) => <span key={a} className="chip acc gapr">{a}</span>)}</> },
      ...shown.map((m, i): Col<VersionFigures> => ({ key: `m.${m}`, head: m, num: true, sort: (v) => of(v, m), cell: (v) => { const x = of(v, m); return <>{i === 0 && x !== undefined && <span className="bar" aria-hidden="true"><i style={{ width: `${12 + share(x) * 88}%` }} /></span>}{fixed(x, 4)}</>; } })),
      { key: "decision", head: "Promotion", cell: (v) => (v.decision ? <DecisionChip decision={v.decision} /> : <span className="faint">–</span>), sort: (v) => v.decision ?? "" },
      { key: "created", head: "Registered", cell: (v) => moment(v.createdAt), sort: (v) => v.createdAt },
      { key: "by", head: "By", cell: (v) => <span className="muted">{v.createdBy}</span>, sort: (v) => v.createdBy },
      { key: "run", head: "Run", cell: (v) => (v.run ? <Link to={page(product, "runs", v.run)} className="mono">{v.run.slice(0, 8)}</Link> : "–") },
      { key: "tags", head: "Tags", cell: (v) => <span className="muted">{clip(Object.entries(v.tags).map(([k, x]) => `${k} ${x}`).join(", "), 60)}</span> },
    ];
  }, [product, model, items, metrics, metric]);
}
