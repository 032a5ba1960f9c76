import { useMemo, useState, type ReactNode } from "react";
import { useGet } from "../lib/api.ts";
import { commit, day, figure, integer, moment, plural, short, version as named } from "../lib/format.ts";
import { isSystem, metricsOf, runOf, runPath, useWanted, type Run } from "../lib/mlflow.ts";
import { fieldsOf, filePath, isOwn, modelPath, numbersOf, registry, requirements, useAct, useRegistryEvents, versionPath, type Act, type CardRevision, type Change, type FullVersion, type Passport, type Promotion, type RegisteredModel, type StageName } from "../lib/registry.ts";
import { codeAt, Link, navigate, page, snapshotAt } from "../lib/router.tsx";
import type { Json, MlRun } from "../lib/types.ts";
import { VersionLog } from "../ui/changelog.tsx";
import { Copy } from "../ui/copy.tsx";
import { Ask } from "../ui/dialog.tsx";
import { EnvironmentFacts, environmentAmong, useFiles } from "../ui/environment.tsx";
import { Aliases, Description, Tags } from "../ui/labels.tsx";
import { LineagePanel } from "../ui/lineage.tsx";
import { ModelCard } from "../ui/modelcard.tsx";
import { Await, Facts, Failure, KeyValues, Loading, PageHead, Panel } from "../ui/parts.tsx";
import { Preview } from "../ui/preview.tsx";
import { PromotionPanel } from "../ui/promotion.tsx";
import { SignatureTable } from "../ui/signature.tsx";
import { Stage } from "../ui/stages.tsx";
import { VersionFiles } from "../ui/versionfiles.tsx";

/** A version of a model: what it is, what it is made of, what it may be used for, what happened to it. */
export default function VersionPage({ product, model, version }: { product: string; model: string; version: string }) {
  useRegistryEvents(!isOwn(product, model));
  const asked = useGet<FullVersion>(versionPath(model, version));
  return <Await of={asked} lines={9}>{(v) => <Found product={product} v={v} />}</Await>;
}

function Found({ product, v }: { product: string; v: FullVersion }) {
  const number = Number(v.version);
  const { model } = v;
  const passport = useGet<Passport>(versionPath(model, number, "/passport"));
  const detail = useGet<RegisteredModel>(modelPath(model)).data;
  const run = useRun(v);
  const metrics = useMemo(() => ({ ...run?.metrics, ...numbersOf(v.metrics) }), [run, v.metrics]);
  const fields = useMemo(() => fieldsOf(v, passport.data), [v, passport.data]);
  const act = useAct();
  const wanted = useWanted(product);
  const leading = metricsOf([{ metrics } as Run], wanted).filter((m) => !isSystem(m));
  return (
    <>
      <Head product={product} v={v} act={act} />
      {leading.length > 0 && <Facts facts={leading.slice(0, 6).map((m) => ({ name: m, value: figure(metrics[m]) }))} />}
      {isOwn(product, model) && <div className="gap"><LineagePanel product={product} kind="model version" id={`${model}/${number}`} /></div>}
      <div className="grid colsversion">
        <div className="stack">
          {(v.description || !v.servable) && <Description text={v.description ?? ""} act={act} save={(text) => registry.describeVersion(model, number, text)} hint="What is new in this version." />}
          <ModelCard model={model} version={number} act={act} />
          <SignatureTable fields={fields} />
          <Await of={passport} lines={4}>{(p) => <VersionFiles model={model} version={number} passport={p} />}</Await>
          <Example v={v} passport={passport.data} />
          <VersionLog product={product} changes={(v.history ?? []) as Change[]} />
        </div>
        <div className="stack">
          <Standing product={product} v={v} fields={fields} metrics={metrics} />
          <MadeFrom product={product} v={v} />
          <Environment product={product} v={v} passport={passport.data} run={run} />
          <Settings v={v} run={run} />
          <Aliases product={product} model={model} version={number} aliases={detail?.aliases ?? Object.fromEntries(v.aliases.map((a) => [a, number]))} highest={number} />
          <Tags tags={v.tags} set={(k, x) => registry.tagVersion(model, number, k, x)} drop={(k) => registry.untagVersion(model, number, k)} />
        </div>
      </div>
    </>
  );
}

function useRun(v: FullVersion): Run | null {
  const raw = useGet<{ run: MlRun }>(v.run ? runPath(v.run) : null).data?.run;
  return useMemo(() => (raw ? runOf(raw) : null), [raw]);
}

function Head({ product, v, act }: { product: string; v: FullVersion; act: Act }) {
  const [open, setOpen] = useState<"stage" | "delete" | null>(null);
  const number = Number(v.version);
  const leaving = useAct([]);
  const loads = `models:/${v.model}/${number}`;
  return (
    <PageHead
      title={<><Link to={page(product, "models", v.model)} className="plain">{v.model}</Link> {named(number)}</>}
      chip={<><Stage stage={v.stage} />{v.aliases.map((a) => <span key={a} className="chip acc gapl">{a}</span>)}</>}
      sub={<>Registered {moment(v.createdAt)} UTC by {v.createdBy}{v.run && <>, from run <Link to={page(product, "runs", v.run)} className="mono">{v.run.slice(0, 8)}</Link></>}{v.commit && <>, of commit <Link to={codeAt(product, v.commit)} className="mono">{commit(v.commit)}</Link></>}. Load it as <code>{loads}</code> <Copy text={loads} what="its address" />.</>}
    >
      <button className="btn" onClick={() => setOpen("stage")}>Move to a stage</button>
      <Link className="btn" to={`${page(product, "models", v.model, "compare")}?versions=${number}${number > 1 ? `,${number - 1}` : ""}`}>Compare</Link>
      <button className="btn danger" onClick={() => setOpen("delete")}>Delete</button>
      {open === "stage" && <MoveStage v={v} act={act} close={() => setOpen(null)} />}
      {open === "delete" && (
        <Ask title={`Delete ${v.model} ${named(number)}?`} verb="Delete it" danger act={leaving} close={() => setOpen(null)} type={String(number)} work={() => registry.deleteVersion(v.model, number)} done={() => navigate(page(product, "models", v.model))}>
          <p className="small muted">Its aliases, tags and card go with it; its number is not given again, and its history stays. What endpoints answer with is refused.</p>
        </Ask>
      )}
    </PageHead>
  );
}

function MoveStage({ v, act, close }: { v: FullVersion; act: Act; close: () => void }) {
  const stages = useGet<{ items: StageName[] }>("/api/v1/model-stages").data?.items ?? [];
  const others = stages.filter((s) => s.name !== v.stage);
  const [to, setTo] = useState<string | null>(null);
  const [alone, setAlone] = useState(false);
  const stage = to ?? others.find((s) => s.name === "PRODUCTION")?.name ?? others[0]?.name ?? "";
  const active = !["NONE", "ARCHIVED"].includes(stage);
  return (
    <Ask title={`Move ${named(v.version)} to a stage`} verb="Move it" act={act} close={close} ready={stage !== ""} work={() => registry.move(v.model, Number(v.version), stage, active && alone)}>
      <fieldset className="choices"><legend className="sr">Stage</legend>
        {others.map((s) => <label key={s.name}><input type="radio" name="stage" checked={s.name === stage} onChange={() => setTo(s.name)} /> {s.label === "None" ? "no stage" : s.label}</label>)}
      </fieldset>
      {active && <label className="line small"><input type="checkbox" checked={alone} onChange={(e) => setAlone(e.target.checked)} /> Move the others that are there to the archive</label>}
      {stage === "PRODUCTION" && v.servable && <p className="small muted">A stage is a statement about the version. What endpoints answer with changes by a promotion.</p>}
    </Ask>
  );
}

function Standing({ product, v, fields, metrics }: { product: string; v: FullVersion; fields: ReturnType<typeof fieldsOf>; metrics: Record<string, number> }) {
  const act = useAct();
  const number = Number(v.version);
  const asked = useGet<Promotion>(versionPath(v.model, number, "/promotion"));
  const card = useGet<{ items: CardRevision[] }>(versionPath(v.model, number, "/card/history")).data?.items[0]?.card ?? null;
  if (asked.error && !asked.data) return <Panel title="Promotion"><Failure error={asked.error} retry={() => void asked.refetch()} /></Panel>;
  if (!asked.data) return <Panel title="Promotion"><Loading lines={4} /></Panel>;
  return <PromotionPanel product={product} promotion={asked.data} act={act} needs={requirements({ version: v, fields, card, promotion: asked.data, metrics })} />;
}

const said = (value: Json | undefined): string | null => (typeof value === "string" || typeof value === "number" ? String(value) : null);

/** What it was made from: each a link to its evidence. */
function MadeFrom({ product, v }: { product: string; v: FullVersion }) {
  const from = v.lineage ?? {};
  const view = said(from["view"]);
  const snapshot = said(from["snapshot"]) ?? said(v.snapshot ?? undefined);
  const [run, build, set, until, rows, seed] = ["pipelineRun", "build", "trainingSet", "trainedUntil", "rows", "seed"].map((key) => said(from[key]));
  const pairs: [ReactNode, ReactNode | null][] = [
    ["Source", v.lineage ? null : <code key="s" className="anywhere">{v.source}</code>],
    ["Run", v.run ? <Link key="r" to={page(product, "runs", v.run)} className="mono">{v.run.slice(0, 12)}</Link> : null],
    ["Commit", v.commit ? <Link key="c" to={codeAt(product, v.commit)} className="mono">{commit(v.commit)}</Link> : null],
    ["Known until", until ? day(until) : null],
    ["Training set", set || rows ? <>{rows ? plural(Number(rows), "row") : ""} {set && <code>{short(set, 12)}</code>}</> : null],
    ["Snapshot", snapshot ? view ? <Link to={snapshotAt(product, view, snapshot)}>{short(snapshot, 12)} of {view}</Link> : <code>{short(snapshot, 12)}</code> : null],
    ["Pipeline run", run ? <Link to={page(product, "pipeline-runs", run)} className="mono">{short(run, 14)}</Link> : null],
    ["Build", build ? <Link to={`${page(product, "deliveries")}?artifact=${encodeURIComponent(build)}`} className="mono">{short(build, 12)}</Link> : null],
    ["Seed", seed ? <code key="x">{seed}</code> : null],
    ["Bytes", v.digest ? <><code>{short(v.digest, 16)}</code> <Copy text={v.digest} what="its digest" /></> : null],
  ];
  return <Panel title="Made from" pad><KeyValues pairs={pairs.filter((p): p is [ReactNode, ReactNode] => p[1] !== null)} /></Panel>;
}

const pretty = (value: Json | undefined): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));

/** What it needs to run: as its MLmodel says, or the runtime of what we train. */
function Environment({ product, v, passport, run }: { product: string; v: FullVersion; passport: Passport | null | undefined; run: Run | null }) {
  const told = passport?.mlmodel;
  const env = told?.environment;
  const requirements = env?.requirements ?? [];
  const host = run?.tags["loopline.host"] ?? run?.tags["mlflow.source.name"];
  const file = environmentAmong(run, useFiles(run));
  if (!told && !v.servable) return null;
  return (
    <Panel title="Environment" right={told ? told.flavors.join(", ") : "ONNX Runtime"}>
      <div className="pad told">
        <KeyValues
          pairs={([
            ["Python", env?.python_version ? pretty(env.python_version) : null],
            ["Loaded by", env?.loader_module ? <code key="l">{pretty(env.loader_module)}</code> : v.servable ? "ONNX Runtime, in process" : null],
            ["Conda or virtualenv", env?.env ? <code key="e" className="anywhere">{pretty(env.env)}</code> : null],
            ["MLflow", told?.mlflowVersion ?? null],
            ["Logged", told?.loggedAt ?? null],
            ["Trained on", host ? <code key="h">{host}</code> : null],
            ["Code", v.commit ? <Link key="c" to={codeAt(product, v.commit)} className="mono">{commit(v.commit)}</Link> : null],
          ] as [ReactNode, ReactNode | null][]).filter((p): p is [ReactNode, ReactNode] => p[1] !== null)}
        />
      </div>
      {file && <EnvironmentFacts path={file} />}
      {requirements.length > 0 && <div className="scroll short ruled"><ul className="plainlist">{requirements.map((r) => <li key={r}><code>{r}</code></li>)}</ul></div>}
    </Panel>
  );
}

function Settings({ v, run }: { v: FullVersion; run: Run | null }) {
  const own = Object.entries(v.parameters ?? {}).map(([k, x]): [string, string] => [k, typeof x === "string" ? x : JSON.stringify(x)]);
  const all = (own.length > 0 ? own : Object.entries(run?.params ?? {})).sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  if (all.length === 0) return null;
  return <Panel title="Settings" right={integer(all.length)}><div className="pad scroll short"><KeyValues pairs={all.map(([k, x]): [ReactNode, ReactNode] => [<code key={k}>{k}</code>, <span key="v" className="anywhere">{x}</span>])} /></div></Panel>;
}

/** The example that came with the model: what a caller sends. */
function Example({ v, passport }: { v: FullVersion; passport: Passport | null | undefined }) {
  const told = passport?.mlmodel?.inputExample;
  const about = told && typeof told === "object" && !Array.isArray(told) ? told : null;
  if (!about) return null;
  const file = said(about["serving_input_path"]) ?? said(about["artifact_path"]);
  const kept = passport?.files.some((f) => f.path === file);
  return (
    <Panel title="Input example" right={<code>{file}</code>}>
      {file && kept ? <div className="filepreview"><Preview path={filePath(v.model, v.version, file)} name={file} /></div> : <pre className="code sql json shortcode" tabIndex={0}>{JSON.stringify(about, null, 2)}</pre>}
    </Panel>
  );
}
