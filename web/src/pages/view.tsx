import { useMemo } from "react";
import { api, useGet, useList, usePages } from "../lib/api.ts";
import { useDrift } from "../lib/drift.ts";
import { between, commit, day, integer, length, moment, number, percent, plural, short, version } from "../lib/format.ts";
import { lately, type Lately } from "../lib/lately.ts";
import { codeAt, Link, page, useParam, versionAt } from "../lib/router.tsx";
import type { DriftColumn, Endpoint, EventTime, LogEvent, ModelVersion, Page, Prediction, Snapshot, View } from "../lib/types.ts";
import { Code } from "../ui/code.tsx";
import { Await, Empty, Facts, More, PageHead, Panel } from "../ui/parts.tsx";
import { Quantiles, Stack } from "../ui/quantiles.tsx";
import { Table } from "../ui/table.tsx";

const NEWEST = 1000;

/** One view: its definition, what its features hold, how fresh they are, the versions of its data, and who uses it. */
export function ViewPage({ product, view: v }: { product: string; view: View }) {
  const endpoints = useList<Endpoint>(api(product, "/endpoints")).items?.filter((e) => e.view === v.name) ?? [];
  const endpoint = endpoints[0];
  const predictions = usePages<Prediction>(endpoint ? api(product, `/endpoints/${encodeURIComponent(endpoint.name)}/predictions`) : null, NEWEST).items;
  const time = useGet<EventTime>(api(product, "/event-time")).data;
  const ingested = useGet<Page<LogEvent>>(`/api/v1/events?product=${encodeURIComponent(product)}&subject=${encodeURIComponent(v.source)}&type=features.ingested&order=desc&limit=1`).data?.items[0];
  const until = (ingested?.data as { until?: string } | null | undefined)?.until ?? null;
  const behind = until && time ? between(until, time.at) : null;
  return (
    <>
      <PageHead title={v.name} sub={<>{plural(v.features.length, "feature")} per <code>{v.entity}</code>, from <Link to={page(product, "sources", v.source)}>{v.source}</Link>{v.commit && <>, defined at <Link to={codeAt(product, v.commit)} className="mono">{commit(v.commit)}</Link></>}.</>} />
      <Facts
        facts={[
          { name: "Rows", value: integer(v.rows), small: "offline, for training" },
          { name: "Newest row", value: until ? day(until) : "–", small: until ? (behind !== null && behind > 0 ? `${length(behind)} behind event time` : "as new as event time") : "nothing was taken in yet" },
          { name: "Last taken in", value: ingested ? day(ingested.time) : "–", small: ingested ? <Link to={page(product, "events", ingested.id)}>{moment(ingested.time).replace(/^.*, /, "")} UTC, its event</Link> : "" },
          { name: "Snapshot", value: v.snapshot ? short(String(v.snapshot)) : "none yet", small: v.snapshot ? "the newest version of its data" : "rolled up before a training set is cut" },
          { name: "Answers", value: integer(endpoints.reduce((sum, e) => sum + (e.predictions ?? 0), 0)), small: "predictions from it" },
        ]}
      />
      <div className="grid cols23">
        <div className="stack">
          <Features view={v} predictions={predictions ?? []} drift={endpoint ? { product, endpoint: endpoint.name } : null} />
          <Snapshots product={product} view={v} endpoints={endpoints} />
        </div>
        <div className="stack">
          <Panel title="Definition" right={v.commit ? <Link to={codeAt(product, v.commit)} className="mono">{commit(v.commit)}</Link> : ""}>
            {v.sql ? <Code text={v.sql.replace(/\n$/, "")} /> : <Empty title="No SQL">The features are the source's columns as they are.</Empty>}
          </Panel>
          <Panel title="Used by" right={endpoints.length ? plural(endpoints.length, "endpoint") : ""}>
            {endpoints.length === 0 ? <Empty title="Nobody yet"><code>serving.yaml</code> names the view that an endpoint reads.</Empty> : (
              <table>
                <tbody>
                  {endpoints.map((e) => (
                    <tr key={e.name}><td className="muted">Endpoint</td><td><Link to={page(product, "endpoints", e.name)}>{e.name}</Link></td><td className="num muted">online, {integer(e.predictions)} predictions</td></tr>
                  ))}
                  {endpoints.map((e) => (
                    <tr key={`${e.name} ${e.model}`}><td className="muted">Model</td><td><Link to={versionAt(product, e.model, e.champion?.version)}>{e.model} {e.champion ? version(e.champion.version) : ""}</Link></td><td className="num muted">{e.champion ? "champion" : "no version in production"}</td></tr>
                  ))}
                </tbody>
              </table>
            )}
          </Panel>
        </div>
      </div>
    </>
  );
}

interface Row {
  name: string;
  type: string;
  held: Lately;
  drift: DriftColumn | undefined;
}

/** What each feature held in the newest predictions, and how far that is from what the champion was trained on. */
function Features({ view, predictions, drift }: { view: View; predictions: Prediction[]; drift: { product: string; endpoint: string } | null }) {
  const rows = useMemo(() => view.features.map((f): Omit<Row, "drift"> => ({ ...f, held: lately(predictions, f.name) })), [view.features, predictions]);
  const from = predictions.at(-1)?.time;
  return (
    <Panel title="Features" right={predictions.length ? `in the newest ${integer(predictions.length)} predictions, since ${day(from)}` : plural(view.features.length, "feature")}>
      {drift ? <Drifted rows={rows} of={drift} /> : <FeatureTable rows={rows.map((r) => ({ ...r, drift: undefined }))} measured={false} />}
    </Panel>
  );
}

function Drifted({ rows, of }: { rows: Omit<Row, "drift">[]; of: { product: string; endpoint: string } }) {
  const report = useDrift(of.product, of.endpoint).data;
  const measured = report && report.rows > 0 ? report : null;
  const all = useMemo(() => rows.map((r): Row => ({ ...r, drift: measured?.columns.find((c) => c.name === r.name) })), [rows, measured]);
  return <FeatureTable rows={all} measured={measured !== null} />;
}

function FeatureTable({ rows, measured }: { rows: Row[]; measured: boolean }) {
  const seen = rows.some((r) => r.held.rows > 0);
  return (
    <Table
      label="Features"
      rows={rows}
      id={(f) => f.name}
      cols={[
        { key: "name", head: "Feature", cell: (f) => <code>{f.name}</code>, sort: (f) => f.name },
        { key: "type", head: "Type", cell: (f) => <span className="muted">{f.type.toLowerCase()}</span>, sort: (f) => f.type },
        ...(seen
          ? [
              { key: "shape", head: "Lately", width: "220px", cell: ({ name, held }: Row) => (held.rows === 0 ? "–" : held.quantiles.length >= 7 && held.distinct > 2 ? <Quantiles q={held.quantiles} name={name} /> : <Stack column={held} total={held.rows} />) },
              { key: "middle", head: "Middle, or most frequent", cell: ({ held }: Row) => (held.quantiles.length >= 7 && held.distinct > 2 ? number(held.quantiles[3]) : held.top[0] ? <span>{held.top[0].value} <span className="faint">{percent(held.top[0].count / Math.max(1, held.rows))}</span></span> : "–"), sort: ({ held }: Row) => held.quantiles[3] ?? held.top[0]?.value },
              { key: "missing", head: "Missing", num: true, cell: ({ held }: Row) => (held.rows === 0 ? "–" : held.missing === 0 ? <span className="faint">0 %</span> : percent(held.missing / held.rows)), sort: ({ held }: Row) => held.missing },
            ]
          : []),
        ...(measured ? [{ key: "psi", head: "Drift, PSI", num: true, cell: ({ drift }: Row) => (drift ? <b className={drift.drifted ? "wait-t" : "muted"}>{number(drift.psi, 3)}</b> : "–"), sort: ({ drift }: Row) => drift?.psi }] : []),
      ]}
    />
  );
}

/** The versions of the view's data, and which model versions were trained on each. */
function Snapshots({ product, view, endpoints }: { product: string; view: View; endpoints: Endpoint[] }) {
  const [asked, ask] = useParam("snapshot");
  const list = usePages<Snapshot>(api(product, `/views/${encodeURIComponent(view.name)}/snapshots`), 1000);
  const model = endpoints[0]?.model;
  const versions = usePages<ModelVersion>(model ? api(product, `/models/${encodeURIComponent(model)}/versions`) : null, 200).items;
  const rows = useMemo(() => (list.items ?? []).map((s, i, all) => ({ ...s, added: s.rows - (all[i - 1]?.rows ?? 0), trained: (versions ?? []).filter((m) => String(m.snapshot ?? m.lineage?.["snapshot"] ?? "") === String(s.id)) })).reverse(), [list.items, versions]);
  return (
    <Panel title="Snapshots" right={list.items ? plural(list.items.length, "version of its data", "versions of its data") : ""}>
      <Await of={list}>
        {() => rows.length === 0 ? <Empty title="No snapshot yet">What was taken in is rolled into the first before a training set is cut.</Empty> : (
          <div className="runlist">
            <Table
              tall
              label="Snapshots"
              rows={rows}
              id={(s) => String(s.id)}
              current={asked}
              onCurrent={(s) => ask(String(s.id))}
              cols={[
                { key: "id", head: "Snapshot", cell: (s) => <code>{short(String(s.id), 12)}</code>, sort: (s) => Number(s.id) || String(s.id) },
                { key: "at", head: "Committed", cell: (s) => moment(s.committedAt), sort: (s) => s.committedAt },
                { key: "rows", head: "Rows", num: true, cell: (s) => integer(s.rows), sort: (s) => s.rows },
                { key: "added", head: "Added", num: true, cell: (s) => <span className="muted">+{integer(s.added)}</span>, sort: (s) => s.added },
                { key: "trained", head: "Trained on it", cell: (s) => (s.trained.length === 0 ? <span className="faint">none</span> : s.trained.map((m) => <Link key={m.version} to={versionAt(product, m.model, m.version)} className="gapr">{version(m.version)}</Link>)) },
              ]}
            />
            <More of={list} what="snapshots" />
          </div>
        )}
      </Await>
    </Panel>
  );
}
