import { useMemo } from "react";
import { api, usePages } from "../lib/api.ts";
import { compareBins, countBins, encoded, useBaseline } from "../lib/baseline.ts";
import { byMonth, useDriftHistory, withBins } from "../lib/drift.ts";
import { day, fixed, integer, number, plural, version } from "../lib/format.ts";
import { Link, useParam, versionAt } from "../lib/router.tsx";
import type { DriftColumn, DriftReport, LogEvent, Monitor, Prediction } from "../lib/types.ts";
import { DriftOverTime } from "../ui/drift.tsx";
import { Icon } from "../ui/icons.tsx";
import { NowThen } from "../ui/nowthen.tsx";
import { Await, Empty, Panel, type Asked } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** More than the newest of these the server does not hand out at once. */
const NEWEST = 1000;

/** How each column has drifted over time, the chosen one now against then, and the newest report. */
export function DriftPanels({ product, monitor, drift, alerts }: { product: string; monitor: Monitor | null; drift: Asked<DriftReport>; alerts: LogEvent[] }) {
  const [asked, choose] = useParam("column");
  const history = useDriftHistory(product, monitor?.name ?? null, drift.data ?? null, alerts);
  const limit = monitor?.drift.psi ?? null;
  const series = useMemo(() => byMonth(history.reports), [history.reports]);
  const chosen = asked ?? series[0]?.name ?? drift.data?.columns[0]?.name ?? null;
  const columns = useMemo(() => [...(drift.data?.columns ?? [])].sort((a, b) => b.psi - a.psi), [drift.data]);
  const drifted = columns.filter((c) => c.drifted);
  return (
    <>
      <div className="grid cols23">
        <Panel title={driftTitle(series, limit)} right={history.reports.length === 0 ? "" : history.whole ? `highest PSI of each month, ${plural(history.reports.length, "evaluation")}` : "at each alert and now; this server keeps no other evaluation"}>
          {series.length === 0 ? <Empty title={history.pending ? "Reading" : "No evaluation yet"}>{monitor ? `The first needs ${monitor.drift.minSample} predictions within ${monitor.drift.windowDays} days, and a champion with a baseline.` : "No monitor watches this endpoint; name it in monitoring.yaml."}</Empty> : <DriftOverTime history={history} limit={limit} chosen={chosen} choose={choose} />}
        </Panel>
        {chosen && drift.data ? <Now product={product} monitor={monitor} report={drift.data} history={history.reports} column={chosen} /> : <Panel title="Now against then"><Empty title="Nothing to compare yet">The newest predictions are held against the champion's training data here.</Empty></Panel>}
      </div>
      <Panel title={drift.data ? (drifted.length ? `${plural(drifted.length, "column")} drifted` : drift.data.rows === 0 ? "No predictions in the newest window" : "Nothing has drifted") : "Drift now"} right={drift.data ? <>{integer(drift.data.rows)} predictions, {day(drift.data.from)} to {day(drift.data.until)}, against the training data of {monitor ? <Link to={versionAt(product, monitor.model, drift.data.modelVersion)}>{version(drift.data.modelVersion)}</Link> : version(drift.data.modelVersion)}</> : ""}>
        <Await of={drift} empty={<Empty title="No drift report yet">{monitor ? `It needs ${monitor.drift.minSample} predictions within ${monitor.drift.windowDays} days, and a champion with a baseline.` : "No monitor watches this endpoint; name it in monitoring.yaml."}</Empty>}>
          {(report) => (report.rows === 0 ? <Empty title="Nothing to compare">No prediction was made between {day(report.from)} and {day(report.until)}; a PSI of nothing says nothing.</Empty> : <DriftTable columns={columns} limit={limit} current={chosen} choose={choose} />)}
        </Await>
      </Panel>
    </>
  );
}

function driftTitle(series: ReturnType<typeof byMonth>, limit: number | null): string {
  const over = limit === null ? [] : series.filter((s) => s.most >= limit);
  if (series.length === 0 || limit === null) return "Drift by feature";
  return over.length === 0 ? `No feature went over ${number(limit)}` : `${over[0]?.name} drifted most; ${over.length} of ${series.length} went over ${number(limit)}`;
}

/** One window in the bins of the champion's training data: as the monitor kept it, else the newest predictions. */
function Now({ product, monitor, report, history, column }: { product: string; monitor: Monitor | null; report: DriftReport; history: DriftReport[]; column: string }) {
  const kept = withBins(history, column);
  const model = monitor?.model ?? null;
  const by = kept?.report.modelVersion ?? report.modelVersion;
  const { baseline, version: trained } = useBaseline(product, model, by);
  const predictions = usePages<Prediction>(monitor && !kept ? api(product, `/endpoints/${encodeURIComponent(monitor.endpoint)}/predictions`) : null, NEWEST).items;
  const categories = trained?.signature?.inputs.find((i) => i.name === column)?.categories;
  const values = useMemo(() => (predictions ?? []).slice(0, NEWEST).flatMap((p) => (column === "prediction" ? [p.score] : p.features ? [encoded(p.features[column], categories)] : [])), [predictions, column, categories]);
  const then = kept ? { name: column, edges: kept.column.edges ?? [], counts: kept.column.expected ?? [] } : column === "prediction" ? baseline?.prediction : baseline?.features.find((f) => f.name === column);
  const now = kept?.column.actual ?? (then ? countBins(then, values) : []);
  const counted = now.reduce((a, b) => a + b, 0);
  const from = kept?.report.from ?? predictions?.[Math.min(NEWEST, predictions.length) - 1]?.time;
  const until = kept?.report.until ?? predictions?.[0]?.time;
  return (
    <Panel title={<><code>{column}</code>, now against then</>} right={<span className="legend"><span><i style={{ borderColor: "var(--cat-1)" }} />now</span><span><i className="d" style={{ borderColor: "var(--reference)" }} />then</span></span>}>
      {!then || counted === 0 ? <Empty title="Nothing to compare yet">{then ? "No prediction was made yet." : `${version(by)} keeps no baseline of this column.`}</Empty> : (
        <div className="pad">
          <NowThen name={column} bins={compareBins(then, now, categories)} now="now" />
          <p className="small muted">Now: {integer(counted)} predictions, {day(from)} to {day(until)}. Then: {integer(then.counts.reduce((a, b) => a + b, 0))} rows that {model ? <Link to={versionAt(product, model, by)}>{version(by)}</Link> : version(by)} was trained on.</p>
        </div>
      )}
    </Panel>
  );
}

function DriftTable({ columns, limit, current, choose }: { columns: DriftColumn[]; limit: number | null; current: string | null; choose: (column: string) => void }) {
  const cut = 0.6;
  const top = Math.min(cut, Math.max(limit ? limit * 1.6 : 0.2, ...columns.map((c) => c.psi)));
  const p = (v: number): string => (v < 0.0001 ? "< 0.0001" : fixed(v, 4));
  if (columns.length === 0) return <Empty title="No columns" />;
  return (
    <Table
      label="Drift by column"
      rows={columns}
      id={(c) => c.name}
      current={current}
      onCurrent={(c) => choose(c.name)}
      sorted={{ key: "psi", up: false }}
      cols={[
        { key: "name", head: "Column", cell: (c) => <code className={c.drifted ? "strong" : ""}>{c.name}</code>, sort: (c) => c.name },
        {
          key: "bar", head: limit === null ? "PSI" : `PSI, limit ${number(limit)}${columns.some((c) => c.psi > cut) ? `, bars cut at ${cut}` : ""}`, width: "46%",
          cell: (c) => (
            <svg className="psi" viewBox="0 0 300 14" preserveAspectRatio="none" role="img" aria-label={`PSI ${number(c.psi, 3)}`}>
              <rect x="0" y="2" width={Math.max(1, (Math.min(top, c.psi) / top) * 296)} height="10" className={c.drifted ? "over" : "under"} />
              {c.psi > top && <path d="M282 15l7-16h5l-7 16z" className="cutmark" />}
              {limit !== null && <line x1={(limit / top) * 296} x2={(limit / top) * 296} y1="0" y2="14" className="limit" />}
            </svg>
          ),
        },
        { key: "psi", head: "PSI", num: true, cell: (c) => <b className={c.drifted ? "wait-t" : ""}>{number(c.psi, 3)}</b>, sort: (c) => c.psi },
        { key: "chi", head: "χ², p", num: true, cell: (c) => <span className="muted">{p(c.chiSquareP)}</span>, sort: (c) => c.chiSquareP },
        { key: "ks", head: "KS, p", num: true, cell: (c) => <span className="muted">{p(c.ksP)}</span>, sort: (c) => c.ksP },
        { key: "state", head: "", cell: (c) => (c.drifted ? <span className="state wait-t"><Icon name="drift" /> drifted</span> : c.psi >= (limit ?? Infinity) ? <span className="muted">not settled</span> : <span className="faint">as trained</span>) },
      ]}
    />
  );
}

