import { api, useGet, usePages } from "../lib/api.ts";
import { day, fixed, integer, money, number, percent, plural, version } from "../lib/format.ts";
import { Link, page } from "../lib/router.tsx";
import type { Challenge, DriftReport, EventTime, LogEvent, Monitor, Page, Performance, Product } from "../lib/types.ts";
import { mean } from "../loop/strip.tsx";
import { ChallengeTable } from "../ui/challenges.tsx";
import { Icon } from "../ui/icons.tsx";
import { Await, Empty, Facts, KeyValues, Note, PageHead, Panel } from "../ui/parts.tsx";
import { QualityChart, columnsOf } from "../ui/quality.tsx";
import { Table } from "../ui/table.tsx";

export default function MonitorPage({ product, endpoint }: { product: string; endpoint: string }) {
  const path = api(product, `/endpoints/${encodeURIComponent(endpoint)}`);
  const monitors = useGet<Page<Monitor>>(api(product, "/monitors"));
  const performance = useGet<Performance>(`${path}/performance?by=month`);
  const drift = useGet<DriftReport>(`${path}/drift`);
  const challenges = useGet<Page<Challenge>>(api(product, "/challenges"));
  const spec = useGet<Product>(api(product)).data?.spec;
  const time = useGet<EventTime>(api(product, "/event-time")).data;
  const of = `product=${encodeURIComponent(product)}&order=desc`;
  const drifts = usePages<LogEvent>(`/api/v1/events?${of}&type=monitoring.drift.detected`, 200);
  const drops = usePages<LogEvent>(`/api/v1/events?${of}&type=monitoring.accuracy.dropped`, 200);
  const monitor = monitors.data?.items.find((m) => m.endpoint === endpoint);
  const mine = challenges.data?.items.filter((c) => c.endpoint === endpoint) ?? [];
  const alerts = [...(drifts.items ?? []), ...(drops.items ?? [])].filter((e) => ((e.data as { endpoint?: string } | null)?.endpoint ?? endpoint) === endpoint);
  const months = performance.data?.months ?? [];
  const loop = mean(months.map((m) => m.loop));
  const still = mean(months.map((m) => m.first));
  const running = mine.find((c) => c.state === "RUNNING");
  const columns = [...(drift.data?.columns ?? [])].sort((a, b) => b.psi - a.psi);
  const drifted = columns.filter((c) => c.drifted);
  const labels = months.reduce((sum, m) => sum + m.labels, 0);
  const asked = months.reduce((sum, m) => sum + m.predictions, 0);
  const worth = performance.data?.worth;
  const evidence = [...mine].reverse().find((c) => c.evidence)?.evidence;
  const counted = worth ? worth.truePositives + worth.trueNegatives + worth.falsePositives + worth.falseNegatives : 0;
  const positives = worth && counted > 0 ? (worth.truePositives + worth.falseNegatives) / counted : evidence && evidence.rows > 0 ? evidence.positives / evidence.rows : null;
  const metric = (spec?.problem?.metric ?? "auc").toUpperCase();
  return (
    <>
      <PageHead
        title={monitor?.name ?? endpoint}
        chip={drift.data?.drifted ? <span className="chip wait">drift</span> : undefined}
        sub={
          <>
            {loop !== null && still !== null ? <>The loop holds {fixed(loop)} where its first model, left alone, holds {fixed(still)}. </> : "Quality shows once labels are ripe. "}
            {drifted.length > 0 && <>Drifted now: <b className="wait-t">{drifted.slice(0, 3).map((c) => c.name).join(", ")}</b>. </>}
            {running && <Link to={page(product, "challenges", running.id)}>{version(running.challenger)} challenges {version(running.champion)}</Link>}
          </>
        }
      >
        <Link className="btn" to={page(product, "endpoints", endpoint)}>Endpoint</Link>
      </PageHead>
      <Facts
        facts={[
          { name: "Loop", value: fixed(loop), small: `mean ${metric} by month` },
          { name: "Static", value: fixed(still), small: "the first champion, left alone" },
          { name: "Labels", value: integer(labels), small: asked ? `${percent(labels / asked)} of ${integer(asked)} predictions` : "" },
          { name: "Challenges", value: mine.length, small: `${mine.filter((c) => c.state === "PROMOTED").length} promoted, ${mine.filter((c) => c.state === "REJECTED").length} rejected` },
          { name: "Worth", value: worth ? money(worth.total, worth.currency) : "–", small: worth ? `${integer(worth.truePositives)} caught, ${integer(worth.falsePositives)} false alarms` : "no value in product.yaml" },
        ]}
      />
      <div className="stack">
        <Panel title="Quality and what happened" right={<span className="legend"><span><i style={{ borderColor: "var(--cat-1)" }} />loop{positives === null ? "" : ", 95 % by number of labels"}</span><span><i className="d" style={{ borderColor: "var(--reference)" }} />static</span><span>dotted: labels still arrive</span></span>}>
          <Await of={performance}>
            {(p) => (p.months.some((m) => typeof m.loop === "number") ? <div className="pad"><QualityChart product={product} performance={p} challenges={mine} alerts={alerts} floor={spec?.problem?.threshold ?? null} now={time?.at ?? null} metric={metric} positives={positives} /></div> : <Empty title="No ripe labels yet">A month shows once predictions of it have their labels: <code>POST {api(product, "/labels")}</code>, or the stream brings them.</Empty>)}
          </Await>
        </Panel>
        <div className="grid cols23">
          <Panel title={drift.data ? (drifted.length ? `${plural(drifted.length, "column")} drifted` : "Nothing has drifted") : "Drift by feature"} right={drift.data ? <>{integer(drift.data.rows)} predictions, {day(drift.data.from)} to {day(drift.data.until)}, against the training data of <Link to={page(product, "models")}>{version(drift.data.modelVersion)}</Link></> : ""}>
            <Await of={drift} empty={<Empty title="No drift report yet">{monitor ? `It needs ${monitor.drift.minSample} predictions within ${monitor.drift.windowDays} days, and a champion with a baseline.` : "No monitor watches this endpoint; name it in monitoring.yaml."}</Empty>}>
              {() => <DriftTable columns={columns} limit={monitor?.drift.psi ?? null} />}
            </Await>
          </Panel>
          <div className="stack">
            <Panel title="How it is watched" right="monitoring.yaml" pad>
              {monitor ? (
                <KeyValues
                  pairs={[
                    ["Ripe", `${monitor.ripeness.afterDays} d${monitor.ripeness.feature ? ` after ${monitor.ripeness.feature}` : ""}`],
                    ["Drift", `PSI ≥ ${number(monitor.drift.psi)} at α ${number(monitor.drift.alpha)} in ${plural(monitor.drift.columns, "column")}`],
                    ["Window", `${monitor.drift.windowDays} d, at least ${monitor.drift.minSample} predictions`],
                    ["Quality", `down ${number(monitor.accuracy.drop)} over ${monitor.accuracy.windowDays} d, ${monitor.accuracy.minLabels} labels`],
                    ["Challenge", `${monitor.challenge.minLabels} labels, gain ${number(monitor.challenge.requiredGain)}, margin ${number(monitor.challenge.margin)}, within ${monitor.challenge.deadlineDays} d`],
                    ["Rollback", `watched for ${monitor.challenge.watchDays} d`],
                    ["Budget", `${plural(monitor.budget.alerts, "alert")} in ${monitor.budget.days} d, ${monitor.budget.coolDownDays} d apart`],
                  ]}
                />
              ) : <Empty title="No monitor">monitoring.yaml names none for this endpoint.</Empty>}
            </Panel>
            <Panel title="Alerts" right={plural(alerts.length, "alert")}>
              {alerts.length === 0 ? <Empty title="No alert so far" /> : (
                <ul className="rows">
                  {alerts.slice(0, 6).map((e) => <li key={e.id}><Icon name="drift" /><div><Link to={page(product, "events", e.id)}>{e.type === "monitoring.drift.detected" ? `Drift in ${columnsOf(e).slice(0, 3).join(", ") || "some columns"}` : `AUC dropped to ${fixed((e.data as { auc?: number } | null)?.auc)}`}</Link><small>{day(e.eventTime ?? e.time)}</small></div></li>)}
                </ul>
              )}
            </Panel>
          </div>
        </div>
        <Panel title="Challenges" right={plural(mine.length, "challenge")}>{mine.length === 0 ? <Empty title="No challenge yet">Drift, a drop in quality or a schedule retrains the model; the new version then challenges the champion.</Empty> : <ChallengeTable product={product} challenges={mine} />}</Panel>
        <Labels months={months} />
      </div>
    </>
  );
}

function DriftTable({ columns, limit }: { columns: DriftReport["columns"]; limit: number | null }) {
  const cut = 0.6;
  const top = Math.min(cut, Math.max(limit ? limit * 1.6 : 0.2, ...columns.map((c) => c.psi)));
  const p = (v: number): string => (v < 0.0001 ? "< 0.0001" : fixed(v, 4));
  if (columns.length === 0) return <Empty title="No columns" />;
  return (
    <Table
      label="Drift by column"
      rows={columns}
      id={(c) => c.name}
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

function Labels({ months }: { months: Performance["months"] }) {
  if (months.length === 0) return null;
  const most = Math.max(1, ...months.map((m) => m.predictions));
  return (
    <Panel title="Labels by month of prediction" right="grey: predictions, coloured: label known">
      <div className="months" role="img" aria-label={months.map((m) => `${m.month}: ${m.labels} of ${m.predictions}`).join(", ")}>
        {months.map((m) => (
          <div key={m.month} title={`${m.month}: ${integer(m.labels)} of ${integer(m.predictions)} known`}>
            <span className="col"><i className="all" style={{ height: `${(m.predictions / most) * 100}%` }} /><i className="known" style={{ height: `${(m.labels / most) * 100}%` }} /></span>
            <small>{m.month.slice(2)}</small><small className="faint">{m.predictions ? `${Math.round((m.labels / m.predictions) * 100)} %` : "–"}</small>
          </div>
        ))}
      </div>
      {months.some((m) => m.labels < 30) && <div className="pad"><Note>Under 30 labels a month is shown as a point, without a mean.</Note></div>}
    </Panel>
  );
}
