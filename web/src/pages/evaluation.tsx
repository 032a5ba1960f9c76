import { useQueries } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { getJson, usePost } from "../lib/api.ts";
import { clip, integer, plural, short, stamp } from "../lib/format.ts";
import { ML3, parsed, useEveryExperiment, useRecords, type EvalDataset, type EvalRecord, type Scorer } from "../lib/llm.ts";
import { Link, page, useParam } from "../lib/router.tsx";
import type { Json, MlExperiment } from "../lib/types.ts";
import { JsonView } from "../ui/jsonview.tsx";
import { Await, Empty, Failure, Loading, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

const MOST_EXPERIMENTS = 40;
const object = (value: Json | null | undefined): Record<string, Json> => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
const when = (millis: number | undefined): string => (millis ? stamp(new Date(millis).toISOString()) : "–");
const text = (value: Json | undefined): string => (value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value));

/** What applications of language models are judged by: examples with what is expected, and scorers. */
export default function Evaluation({ product }: { product: string }) {
  const { all, own, error, retry } = useEveryExperiment(product);
  const [scope, setScope] = useParam("experiment");
  const ids = useMemo(() => (all === undefined ? undefined : scope === "all" ? all.map((e) => e.experiment_id) : scope && all.some((e) => e.experiment_id === scope) ? [scope] : own.map((e) => e.experiment_id)), [all, own, scope]);
  if (error && !all) return <Failure error={error} retry={retry} />;
  if (!all || !ids) return <Loading lines={6} />;
  return (
    <>
      <PageHead title="Evaluation" sub="Datasets of examples, and the scorers that judge what an application answers to them.">
        <label className="field"><span className="small muted">Experiment</span><select value={scope ?? ""} onChange={(e) => setScope(e.target.value || null)}><option value="">all {own.length} of the product</option>{own.map((e) => <option key={e.experiment_id} value={e.experiment_id}>{e.name}</option>)}<option value="all">every experiment, {all.length}</option></select></label>
      </PageHead>
      <div className="stack">
        <Datasets product={product} ids={ids} every={scope === "all"} />
        <Scorers ids={ids} experiments={all} />
      </div>
    </>
  );
}

function Datasets({ product, ids, every }: { product: string; ids: string[]; every: boolean }) {
  // A dataset may belong to no experiment: only all of them together hold these.
  const asked = usePost<{ datasets?: EvalDataset[] }>(`${ML3}/datasets/search`, { ...(every ? {} : { experiment_ids: ids }), max_results: 1000 }, { enabled: every || ids.length > 0 });
  const [chosen, choose] = useParam("dataset");
  if (!every && ids.length === 0) return <NoDataset product={product} />;
  return (
    <Await of={asked} lines={4}>
      {(found) => {
        const all = found.datasets ?? [];
        const current = all.find((d) => d.dataset_id === chosen) ?? all[0];
        if (all.length === 0 || !current) return <NoDataset product={product} />;
        return (
          <div className="grid colsdata">
            <Panel title="Datasets" right={integer(all.length)}>
              <div className={all.length > 25 ? "runlist" : ""}>
                <Table tall={all.length > 25} label="Datasets" rows={all} id={(d) => d.dataset_id} current={current.dataset_id} onCurrent={(d) => choose(d.dataset_id)} cols={[
                  { key: "name", head: "Name", cell: (d) => <button className="linkish strong" onClick={() => choose(d.dataset_id)}>{d.name}</button>, sort: (d) => d.name },
                  { key: "records", head: "Records", num: true, cell: (d) => integer(Number(object(parsed(d.profile))["num_records"] ?? 0)), sort: (d) => Number(object(parsed(d.profile))["num_records"] ?? 0) },
                  { key: "changed", head: "Changed", cell: (d) => when(d.last_update_time), sort: (d) => d.last_update_time ?? 0 },
                ]} />
              </div>
            </Panel>
            <Records key={current.dataset_id} product={product} dataset={current} />
          </div>
        );
      }}
    </Await>
  );
}

const NoDataset = ({ product }: { product: string }) => <Empty title="No dataset yet" command={`mlflow.genai.datasets.create_dataset(name="questions", experiment_id="…").merge_records([...])`}>A dataset holds examples: what goes in, and what is expected. Make one for an experiment named <code>{product}/…</code>; traces can become records too.</Empty>;

function Records({ product, dataset }: { product: string; dataset: EvalDataset }) {
  const asked = useRecords(dataset.dataset_id);
  const [chosen, choose] = useParam("record");
  const total = Number(object(parsed(dataset.profile))["num_records"] ?? 0);
  const tags = Object.entries(object(parsed(dataset.tags)));
  return (
    <div className="stack">
      <Panel title={dataset.name} right={<>{plural(total, "record")}, digest <code>{short(dataset.digest, 10)}</code>{tags.slice(0, 3).map(([k, v]) => <span key={k} className="chip">{k} {text(v)}</span>)}</>}>
        <Await of={asked} lines={6}>
          {(all) => all.length === 0 ? <Empty title="No record yet">merge_records adds them.</Empty> : (
            <div className="runlist">
              <Table tall label="Records" rows={all} total={asked.hasNextPage ? Math.max(total, all.length) : all.length} id={(r) => r.dataset_record_id} current={chosen} onCurrent={(r) => choose(r.dataset_record_id)} end={() => { if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage(); }} cols={[
                { key: "in", head: "Inputs", cell: (r) => <button className="linkish plainbtn" onClick={() => choose(r.dataset_record_id)}>{clip(valuesOf(r.inputs), 70)}</button> },
                { key: "expected", head: "Expected", cell: (r) => <span className="muted">{clip(valuesOf(r.expectations), 60)}</span> },
                { key: "source", head: "From", cell: (r) => (r.source_type === "TRACE" && r.source_id ? <Link to={page(product, "llm-traces", r.source_id)}>a trace</Link> : <span className="muted">{r.source_type?.toLowerCase() ?? "–"}</span>) },
                { key: "made", head: "Made", cell: (r) => when(r.created_time) },
              ]} />
            </div>
          )}
        </Await>
      </Panel>
      {asked.data?.find((r) => r.dataset_record_id === chosen) && <OneRecord record={asked.data.find((r) => r.dataset_record_id === chosen)} close={() => choose(null)} />}
    </div>
  );
}

/** What an object holds, without its names where it holds one thing. */
function valuesOf(value: Json | undefined): string {
  const all = Object.entries(object(value));
  return all.length === 1 ? text(all[0]?.[1]) : all.map(([k, v]) => `${k}: ${text(v)}`).join("; ") || text(value);
}

function OneRecord({ record, close }: { record: EvalRecord | undefined; close: () => void }) {
  if (!record) return null;
  const parts: [string, Json | undefined][] = [["Inputs", record.inputs], ["Expected", record.expectations], ["Outputs", record.outputs], ["Tags", Object.keys(object(record.tags)).length > 0 ? record.tags : undefined]];
  return (
    <Panel title={<code>{short(record.dataset_record_id, 14)}</code>} right={<button className="btn quiet s" onClick={close}>Close</button>}>
      <div className="pad stack">{parts.filter(([, v]) => v !== undefined && v !== null).map(([head, v]) => <section key={head}><h3>{head}</h3><JsonView value={v} what={head.toLowerCase()} /></section>)}</div>
    </Panel>
  );
}

/** What a scorer says of itself; none of it is ever run. */
export function aboutScorer(serialized: string): { kind: string; about: string } {
  const all = object(parsed(serialized));
  const judge = object(all["instructions_judge_pydantic_data"]);
  if (judge["instructions"]) return { kind: `judge, ${text(judge["model"]) || "a model"}`, about: text(judge["instructions"]) };
  if (all["builtin_scorer_class"]) return { kind: "built in", about: text(all["builtin_scorer_class"]) };
  if (all["call_source"]) return { kind: "program", about: text(all["call_source"]) };
  return { kind: "unknown", about: serialized };
}

function Scorers({ ids, experiments }: { ids: string[]; experiments: MlExperiment[] }) {
  const names = new Map(experiments.map((e) => [e.experiment_id, e.name]));
  const asked = useQueries({ queries: ids.slice(0, MOST_EXPERIMENTS).map((id) => ({ queryKey: [`${ML3}/scorers/list`, id], queryFn: ({ signal }: { signal: AbortSignal }) => getJson<{ scorers?: Scorer[] }>(`${ML3}/scorers/list?experiment_id=${encodeURIComponent(id)}`, signal) })) });
  const [chosen, choose] = useParam("scorer");
  const failed = asked.find((a) => a.error);
  const all = asked.flatMap((a) => a.data?.scorers ?? []);
  let body: ReactNode;
  if (failed?.error && all.length === 0) body = <Failure error={failed.error} retry={() => void failed.refetch()} />;
  else if (all.length === 0 && asked.some((a) => a.isPending)) body = <Loading lines={3} />;
  else if (all.length === 0) body = <Empty title="No scorer yet" command={`make_judge(name="correctness", instructions="…").register(experiment_id="…")`}>A scorer judges what an application answers: a model with instructions, a built-in one, or a program. They are kept and shown here, and never run by the server.</Empty>;
  else {
    body = (
      <Table label="Scorers" rows={all} id={(s) => s.scorer_id} current={chosen} onCurrent={(s) => choose(s.scorer_id === chosen ? null : s.scorer_id)} cols={[
        { key: "name", head: "Name", cell: (s) => <button className="linkish strong" aria-expanded={s.scorer_id === chosen} onClick={() => choose(s.scorer_id === chosen ? null : s.scorer_id)}>{s.scorer_name}</button>, sort: (s) => s.scorer_name },
        { key: "version", head: "Version", num: true, cell: (s) => s.scorer_version, sort: (s) => s.scorer_version },
        { key: "kind", head: "Kind", cell: (s) => aboutScorer(s.serialized_scorer).kind },
        { key: "about", head: "Judges by", cell: (s) => <span className="muted">{clip(aboutScorer(s.serialized_scorer).about.replace(/\s+/g, " "), 80)}</span> },
        { key: "experiment", head: "Experiment", cell: (s) => <span className="muted">{names.get(String(s.experiment_id)) ?? s.experiment_id}</span> },
        { key: "made", head: "Registered", cell: (s) => when(s.creation_time), sort: (s) => s.creation_time },
      ]} />
    );
  }
  const shown = all.find((s) => s.scorer_id === chosen);
  return (
    <Panel title="Scorers" right={ids.length > MOST_EXPERIMENTS ? `of the first ${MOST_EXPERIMENTS} experiments` : all.length || ""}>
      {body}
      {shown && <pre className="code sql json shortcode ruled" tabIndex={0}>{aboutScorer(shown.serialized_scorer).about}</pre>}
    </Panel>
  );
}
