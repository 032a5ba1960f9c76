import { api, useGet, useList, usePages } from "../lib/api.ts";
import { useDrift } from "../lib/drift.ts";
import { day, fixed, integer, money, month, number, percent, plural, version } from "../lib/format.ts";
import { FEW, means } from "../lib/performance.ts";
import { Link, page } from "../lib/router.tsx";
import type { Challenge, EventTime, LogEvent, Monitor, Performance, Product } from "../lib/types.ts";
import { ChallengeTable } from "../ui/challenges.tsx";
import { Figure } from "../ui/figure.tsx";
import { Icon } from "../ui/icons.tsx";
import { Await, Empty, Facts, KeyValues, Note, PageHead, Panel } from "../ui/parts.tsx";
import { QualityChart, columnsOf } from "../ui/quality.tsx";
import { DriftPanels } from "./monitor-drift.tsx";

export default function MonitorPage({ product, endpoint }: { product: string; endpoint: string }) {
  const path = api(product, `/endpoints/${encodeURIComponent(endpoint)}`);
  const monitors = useList<Monitor>(api(product, "/monitors"));
  const performance = useGet<Performance>(`${path}/performance?by=month`);
  const drift = useDrift(product, endpoint);
  const challenges = useList<Challenge>(api(product, "/challenges"));
  const spec = useGet<Product>(api(product)).data?.spec;
  const time = useGet<EventTime>(api(product, "/event-time")).data;
  const of = `product=${encodeURIComponent(product)}&order=desc`;
  const drifts = usePages<LogEvent>(`/api/v1/events?${of}&type=monitoring.drift.detected`, 200);
  const drops = usePages<LogEvent>(`/api/v1/events?${of}&type=monitoring.accuracy.dropped`, 200);
  const monitor = monitors.items?.find((m) => m.endpoint === endpoint);
  const mine = challenges.items?.filter((c) => c.endpoint === endpoint) ?? [];
  const alerts = [...(drifts.items ?? []), ...(drops.items ?? [])].filter((e) => ((e.data as { endpoint?: string } | null)?.endpoint ?? endpoint) === endpoint).sort((a, b) => b.position - a.position);
  const months = performance.data?.months ?? [];
  const { loop, still, months: counted } = means(months);
  const running = mine.find((c) => c.state === "RUNNING");
  const drifted = (drift.data?.columns ?? []).filter((c) => c.drifted).sort((a, b) => b.psi - a.psi);
  const labels = months.reduce((sum, m) => sum + m.labels, 0);
  const asked = months.reduce((sum, m) => sum + m.predictions, 0);
  const worth = performance.data?.worth;
  // Not read yet is neither none nor nothing.
  const late = performance.data ? null : performance.error ? "?" : "…";
  const evidence = [...mine].reverse().find((c) => c.evidence)?.evidence;
  const outcomes = worth ? worth.truePositives + worth.trueNegatives + worth.falsePositives + worth.falseNegatives : 0;
  const positives = worth && outcomes > 0 ? (worth.truePositives + worth.falseNegatives) / outcomes : evidence && evidence.rows > 0 ? evidence.positives / evidence.rows : null;
  const floor = spec?.problem?.metric?.toLowerCase() === "auc" ? (spec.problem.threshold ?? null) : null;
  return (
    <>
      <PageHead
        title={monitor?.name ?? endpoint}
        chip={drift.data?.drifted ? <span className="chip wait">drift</span> : undefined}
        sub={
          <>
            {loop !== null && still !== null ? <>The loop holds {fixed(loop)} where its first model, left alone, holds {fixed(still)}. </> : late ? "Reading how well it predicted. " : "Quality shows once labels are ripe. "}
            {drifted.length > 0 && <>Drifted now: <b className="wait-t">{drifted.slice(0, 3).map((c) => c.name).join(", ")}</b>. </>}
            {running && <Link to={page(product, "challenges", running.id)}>{version(running.challenger)} challenges {version(running.champion)}</Link>}
          </>
        }
      >
        <Link className="btn" to={page(product, "endpoints", endpoint)}>Endpoint</Link>
      </PageHead>
      {monitor?.failure && <div className="gap"><Note tone="fail"><strong>Its last evaluation failed.</strong> {monitor.failure}</Note></div>}
      <Facts
        facts={[
          { name: "Loop", value: late ?? fixed(loop), small: `mean AUC of ${plural(counted, "month")}` },
          { name: "Static", value: late ?? fixed(still), small: "the first champion, left alone" },
          { name: "Labels", value: late ?? integer(labels), small: asked ? `${percent(labels / asked)} of ${integer(asked)} predictions` : "" },
          { name: "Challenges", value: mine.length, small: `${mine.filter((c) => c.state === "PROMOTED").length} promoted, ${mine.filter((c) => c.state === "REJECTED").length} rejected` },
          { name: "Worth", value: late ?? (worth ? money(worth.total, worth.currency) : "–"), small: late ? "" : worth ? `${integer(worth.truePositives)} caught, ${integer(worth.falsePositives)} false alarms` : "no value in product.yaml" },
        ]}
      />
      <div className="stack">
        <Panel title="Quality and what happened" right={<span className="legend"><span><i style={{ borderColor: "var(--cat-1)" }} />loop{positives === null ? "" : ", 95 % by number of labels"}</span><span><i className="d" style={{ borderColor: "var(--reference)" }} />static</span><span>dotted: labels still arrive</span></span>}>
          <Await of={performance}>
            {(p) => (p.months.some((m) => typeof m.loop === "number") ? <div className="pad"><QualityChart product={product} performance={p} challenges={mine} alerts={alerts} floor={floor} now={time?.at ?? null} metric="AUC" positives={positives} /></div> : <Empty title="No ripe labels yet">A month shows once predictions of it have their labels: <code>POST {api(product, "/labels")}</code>, or the stream brings them.</Empty>)}
          </Await>
        </Panel>
        <DriftPanels product={product} monitor={monitor ?? null} drift={drift} alerts={alerts} />
        <div className="grid cols2">
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
              {alerts.length > 6 && <p className="pad small"><Link to={`${page(product, "events")}?type=monitoring.`}>all {alerts.length}{drifts.more || drops.more ? " and more" : ""} in the log</Link></p>}
            </Panel>
        </div>
        <Panel title="Challenges" right={plural(mine.length, "challenge")}>{mine.length === 0 ? <Empty title="No challenge yet">Drift, a drop in quality or a schedule retrains the model; the new version then challenges the champion.</Empty> : <ChallengeTable product={product} challenges={mine} />}</Panel>
        <Labels months={months} />
      </div>
    </>
  );
}

function Labels({ months }: { months: Performance["months"] }) {
  if (months.length === 0) return null;
  const most = Math.max(1, ...months.map((m) => m.predictions));
  return (
    <Panel title="Labels by month of prediction" right="grey: predictions, coloured: label known">
      <Figure label="Labels by month of prediction" table={{ heads: ["month", "predictions", "labels"], rows: months.map((m) => [month(m.month), integer(m.predictions), integer(m.labels)]) }}>
      <div className="months" role="img" aria-label={months.map((m) => `${m.month}: ${m.labels} of ${m.predictions}`).join(", ")}>
        {months.map((m) => (
          <div key={m.month} title={`${m.month}: ${integer(m.labels)} of ${integer(m.predictions)} known`}>
            <span className="col"><i className="all" style={{ height: `${(m.predictions / most) * 100}%` }} /><i className="known" style={{ height: `${(m.labels / most) * 100}%` }} /></span>
            <small>{m.month.slice(2)}</small><small className="faint">{m.predictions ? `${Math.round((m.labels / m.predictions) * 100)} %` : "–"}</small>
          </div>
        ))}
      </div>
      </Figure>
      {months.some((m) => m.labels < FEW) && <div className="pad"><Note>Under {FEW} labels a month is shown as a point, without a mean.</Note></div>}
    </Panel>
  );
}
