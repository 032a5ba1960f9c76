import { useQueries } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { getJson, Problem } from "../lib/api.ts";
import { day, fixed, integer, moment, short, signed, version as named } from "../lib/format.ts";
import { isSystem, ranked, lessIsBetter, runOf, runPath, useWanted, type Run } from "../lib/mlflow.ts";
import { fieldChanges, fieldsOf, modelPath, numbersOf, sectionsOf, versionPath, type CardRevision, type FullVersion, type Passport, type VersionFigures } from "../lib/registry.ts";
import { useGet } from "../lib/api.ts";
import { Link, page, useParam } from "../lib/router.tsx";
import type { MlRun } from "../lib/types.ts";
import { Empty, Failure, Loading, PageHead, Panel, Segments } from "../ui/parts.tsx";
import { Stage } from "../ui/stages.tsx";
import { MOST_COMPARED } from "./model.tsx";

interface Side {
  v: FullVersion;
  passport: Passport | null;
  card: CardRevision | null;
  run: Run | null;
}

async function sideOf(model: string, version: string, signal: AbortSignal): Promise<Side> {
  const v = await getJson<FullVersion>(versionPath(model, version), signal);
  if (!v) throw new Problem(404, "Not found", `${model} has no version ${version}.`);
  const [passport, cards, run] = await Promise.all([
    getJson<Passport>(versionPath(model, version, "/passport"), signal),
    getJson<{ items: CardRevision[] }>(versionPath(model, version, "/card/history"), signal),
    // A run may be gone, or be another server's: then the version speaks for itself.
    v.run ? getJson<{ run: MlRun }>(runPath(v.run), signal).catch(() => null) : null,
  ]);
  return { v, passport, card: cards?.items[0] ?? null, run: run ? runOf(run.run) : null };
}

/** Versions side by side: how good, how set, what they take, what their cards say. The first is what the others are set against. */
export default function VersionsCompare({ product, model }: { product: string; model: string }) {
  const [given, set] = useParam("versions");
  const ids = useMemo(() => [...new Set((given ?? "").split(",").filter((id) => /^\d+$/.test(id)))].slice(0, MOST_COMPARED), [given]);
  const known = useGet<{ items: VersionFigures[] }>(modelPath(model, "/figures?limit=200")).data?.items ?? [];
  const asked = useQueries({ queries: ids.map((id) => ({ queryKey: [versionPath(model, id), "compared"], queryFn: ({ signal }: { signal: AbortSignal }) => sideOf(model, id, signal) })) });
  const sides = asked.flatMap((a) => a.data ?? []);
  const failed = asked.find((a) => a.error);
  const rest = known.filter((v) => !ids.includes(String(v.version)));
  return (
    <>
      <PageHead title={<><Link to={page(product, "models", model)} className="plain">{model}</Link> compared</>} sub={ids.length > 1 ? <>{ids.map((id) => named(id)).join(", ")}; differences are against {named(ids[0])}.</> : "Choose two versions or more."}>
        {rest.length > 0 && ids.length < MOST_COMPARED && (
          <label className="field pick1"><span className="small muted">Add</span><select value="" onChange={(e) => set([...ids, e.target.value].join())}><option value="" />{rest.map((v) => <option key={v.version} value={v.version}>{named(v.version)}{v.aliases.length ? ` ${v.aliases.join(" ")}` : ""}</option>)}</select></label>
        )}
      </PageHead>
      {failed?.error && <Failure error={failed.error} retry={() => void failed.refetch()} />}
      {ids.length < 1 ? <Empty title="Nothing to compare">Choose versions in the table of <Link to={page(product, "models", model)}>{model}</Link>, then compare them.</Empty> : asked.some((a) => a.isPending) ? <Loading lines={9} /> : <Sides product={product} model={model} sides={sides} drop={(id) => set(ids.filter((i) => i !== id).join())} />}
    </>
  );
}

interface Line {
  key: string;
  name: ReactNode;
  values: (string | undefined)[];
  /** As they are shown, where that is more than the text. */
  cells?: ReactNode[];
  best?: number;
}

const differs = (line: Line): boolean => new Set(line.values).size > 1;

function Sides({ product, model, sides, drop }: { product: string; model: string; sides: Side[]; drop: (id: string) => void }) {
  const wanted = useWanted(product);
  const [all, setAll] = useParam("all");
  const metrics = sides.map((s) => ({ ...s.run?.metrics, ...numbersOf(s.v.metrics) }));
  const names = ranked([...new Set(metrics.flatMap((m) => Object.keys(m)))].filter((name) => !isSystem(name)), wanted);
  const measured = names.map((name): Line => {
    const values = metrics.map((m) => m[name]);
    const numbers = values.filter((v): v is number => v !== undefined);
    const top = lessIsBetter(name) ? Math.min(...numbers) : Math.max(...numbers);
    const shown = (v: number): string => (Number.isInteger(v) ? integer(v) : fixed(v, 4));
    const first = values[0];
    return {
      key: name,
      name: <code>{name}</code>,
      values: values.map((v) => (v === undefined ? undefined : String(v))),
      best: new Set(numbers).size > 1 ? values.indexOf(top) : -1,
      cells: values.map((v, i) => (v === undefined ? <span className="faint">–</span> : <>{shown(v)}{i > 0 && first !== undefined && v !== first && <small className="muted gapl">{Number.isInteger(v - first) ? signed(v - first, 0) : signed(v - first)}</small>}</>)),
    };
  });
  const settings = sides.map((s) => (Object.keys(s.v.parameters ?? {}).length > 0 ? Object.fromEntries(Object.entries(s.v.parameters ?? {}).map(([k, v]) => [k, typeof v === "string" ? v : JSON.stringify(v)])) : (s.run?.params ?? {})));
  const set = linesOf(settings);
  const signatures = fieldChanges(sides.map((s) => fieldsOf(s.v, s.passport))).map((c): Line => ({ key: `${c.of} ${c.name}`, name: <><span className="muted">{c.of}</span> <code>{c.name}</code></>, values: c.types }));
  const cards = linesOf(sides.map((s) => Object.fromEntries([...sectionsOf(s.card?.card), ...(s.card?.card.slices ?? []).flatMap((slice) => Object.entries(slice.metrics).map(([k, v]): [string, string] => [`${k} of ${slice.name}`, fixed(v, 4)]))])));
  const files = linesOf(sides.map((s) => Object.fromEntries((s.passport?.files ?? []).map((f) => [f.path, f.digest])))).map((l) => ({ ...l, cells: l.values.map((v) => (v ? <code>{short(v, 10)}</code> : <span className="faint">–</span>)) }));
  const made = linesOf(sides.map((s) => Object.fromEntries(Object.entries({ commit: s.v.commit, snapshot: s.v.snapshot, "known until": s.v.lineage?.["trainedUntil"] ? day(String(s.v.lineage["trainedUntil"])) : null, "rows of the training set": s.v.lineage?.["rows"], seed: s.v.lineage?.["seed"], flavors: s.passport?.mlmodel?.flavors.join(", "), "MLflow": s.passport?.mlmodel?.mlflowVersion, Python: s.passport?.mlmodel?.environment?.python_version }).flatMap(([k, v]) => (v === null || v === undefined || v === "" ? [] : [[k, String(v)]])))));
  const groups: [string, Line[]][] = [["Metrics", measured], ["Settings", set], ["Signature", signatures], ["Model card", cards], ["Made from", made], ["Files", files]];
  return (
    <Panel title="Side by side" right={<Segments label="Which lines" value={all ? "all" : "differing"} options={[["differing", "only differences"], ["all", "all"]]} onChange={(v) => setAll(v === "all" ? "1" : null)} />}>
      <div className="tablebox">
        <table className="sides" aria-label="Versions side by side">
          <thead>
            <tr><th><span className="sr">What</span></th>{sides.map(({ v }) => <th key={v.version} scope="col"><Link to={page(product, "models", model, v.version)} className="strong">{named(v.version)}</Link> <Stage stage={v.stage} />{v.aliases.map((a) => <span key={a} className="chip acc gapl">{a}</span>)} <button className="linkish small" aria-label={`Leave out ${named(v.version)}`} onClick={() => drop(String(v.version))}>×</button><br /><small className="muted">{moment(v.createdAt)}, {v.createdBy}</small></th>)}</tr>
          </thead>
          {groups.map(([title, lines]) => <Group key={title} title={title} lines={all ? lines : lines.filter(differs)} same={lines.filter((l) => !differs(l)).length} all={Boolean(all)} count={sides.length} />)}
        </table>
      </div>
    </Panel>
  );
}

function linesOf(all: Record<string, string>[]): Line[] {
  const keys = [...new Set(all.flatMap((one) => Object.keys(one)))];
  return keys.map((key): Line => ({ key, name: key, values: all.map((one) => one[key]) }));
}

function Group({ title, lines, same, all, count }: { title: string; lines: Line[]; same: number; all: boolean; count: number }) {
  if (lines.length === 0 && same === 0) return null;
  return (
    <tbody>
      <tr className="grouphead"><th scope="rowgroup" colSpan={count + 1}>{title}{!all && same > 0 && <small className="muted gapl">{lines.length === 0 ? `all ${same} the same` : `${same} more the same`}</small>}</th></tr>
      {lines.map((line) => (
        <tr key={line.key} className={differs(line) ? "differs" : ""}>
          <td className="muted">{line.name}</td>
          {line.values.map((v, i) => <td key={i} className={`${line.best === i ? "best" : ""}${i > 0 && line.best === undefined && v !== line.values[0] ? " other" : ""} wrap`}>{line.cells?.[i] ?? v ?? <span className="faint">–</span>}</td>)}
        </tr>
      ))}
    </tbody>
  );
}
