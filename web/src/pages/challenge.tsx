import { api, useGet, useList } from "../lib/api.ts";
import { day, duel, fixed, integer, moment, number, percent, signed, version } from "../lib/format.ts";
import { Link, page, versionAt } from "../lib/router.tsx";
import type { Challenge, Model, Monitor } from "../lib/types.ts";
import { StateChip } from "../ui/icons.tsx";
import { Figure } from "../ui/figure.tsx";
import { Await, Empty, Facts, KeyValues, Meter, Note, PageHead, Panel } from "../ui/parts.tsx";
import { TriggerWord } from "../ui/trigger.tsx";

export default function ChallengePage({ product, challenge }: { product: string; challenge: string }) {
  const asked = useGet<Challenge>(api(product, `/challenges/${encodeURIComponent(challenge)}`));
  const monitors = useList<Monitor>(api(product, "/monitors"));
  return (
    <Await of={asked} lines={8}>
      {(c) => <Decided product={product} c={c} monitor={monitors.items?.find((m) => m.endpoint === c.endpoint) ?? null} />}
    </Await>
  );
}

function Decided({ product, c, monitor }: { product: string; c: Challenge; monitor: Monitor | null }) {
  const e = c.evidence;
  // A challenge may name its model with the product before it.
  const models = useList<Model>(api(product, "/models")).items ?? [];
  const model = models.find((m) => m.name === c.model || c.model === `${product}.${m.name}`)?.name ?? c.model;
  return (
    <>
      <PageHead
        title={duel(c)}
        chip={<StateChip state={c.state} />}
        sub={<>{c.reason} At <Link to={page(product, "endpoints", c.endpoint)}>{c.endpoint}</Link>, because of <TriggerWord product={product} trigger={c.trigger} />.</>}
      >
        <Link className="btn" to={page(product, "monitors", c.endpoint)}>Monitor</Link>
        <Link className="btn" to={versionAt(product, model, c.challenger)}>Model {version(c.challenger)}</Link>
      </PageHead>
      {!e ? (
        <div className="grid cols23">{c.decidedAt ? <Empty title="Decided without a comparison">There was nothing to compare {version(c.challenger)} with on the same labelled rows; the reason is above.</Empty> : <Empty title="No evidence yet">The first evaluation comes with the first ripe labels after {day(c.trainedUntil)}; it is decided by {day(c.deadline)}.</Empty>}<How c={c} monitor={monitor} /></div>
      ) : (
        <>
          <Facts
            facts={[
              { name: `Champion ${version(c.champion)}`, value: fixed(e.championAuc, 4), small: "AUC" },
              { name: `Challenger ${version(c.challenger)}`, value: fixed(e.challengerAuc, 4), small: "AUC, on the same rows" },
              { name: "Difference", value: signed(e.difference), small: `± ${fixed(1.96 * e.standardError, 4)}, 95 % after DeLong` },
              { name: "Labels", value: integer(e.rows), small: `${integer(e.positives)} positive, ${percent(e.positives / Math.max(1, e.rows))}` },
              { name: c.state === "RUNNING" ? "Decided by" : "Decided", value: day(c.decidedAt ?? c.deadline), small: c.state === "RUNNING" ? "at the latest" : "" },
            ]}
          />
          <div className="grid cols23">
            <Panel title={title(c)} right="AUC, 95 % interval"><div className="pad"><Interval c={c} monitor={monitor} /></div></Panel>
            <How c={c} monitor={monitor} />
          </div>
        </>
      )}
    </>
  );
}

function How({ c, monitor }: { c: Challenge; monitor: Monitor | null }) {
  const e = c.evidence;
  const needed = monitor?.challenge.minLabels;
  return (
    <Panel title="How it was decided" right="monitoring.yaml" pad>
      <KeyValues
        pairs={[
          ["Started", moment(c.startedAt)],
          ["Trained until", moment(c.trainedUntil)],
          ...(e ? ([["Rows", `${integer(e.rows)}, ripe, and fitted to by neither`]] as [string, string][]) : []),
          ["Deadline", day(c.deadline)],
          ...(monitor ? ([["Asked for", `a gain of ${number(monitor.challenge.requiredGain)}, not worse by ${number(monitor.challenge.margin)} at α ${number(monitor.challenge.alpha)}`]] as [string, string][]) : []),
          ["Decision", c.state.toLowerCase().replace("_", " ")],
        ]}
      />
      {c.state === "RUNNING" && e && needed !== undefined && <div className="gaptop"><Meter share={e.rows / needed} label={`${e.rows} of ${needed} labels`} /><p className="small muted">{integer(e.rows)} of {integer(needed)} ripe labels</p></div>}
      {c.state === "ROLLED_BACK" && <div className="gaptop"><Note tone="fail">{version(c.champion)} answers again.</Note></div>}
    </Panel>
  );
}

function title(c: Challenge): string {
  const e = c.evidence;
  if (!e) return "";
  const settled = Math.abs(e.difference) > 1.96 * e.standardError;
  return `${version(c.challenger)} is ${e.difference >= 0 ? "better" : "worse"} by ${Math.abs(e.difference).toFixed(4)}${settled ? "" : ", which is not yet settled"}`;
}

/** The difference, its interval, and the two lines it is held against: no worse than the margin, at least the gain. */
function Interval({ c, monitor }: { c: Challenge; monitor: Monitor | null }) {
  const e = c.evidence;
  if (!e) return null;
  const half = 1.96 * e.standardError;
  const margin = monitor ? -monitor.challenge.margin : null;
  const gain = monitor ? monitor.challenge.requiredGain : null;
  const reach = Math.max(0.01, Math.abs(e.difference) + half, Math.abs(margin ?? 0), gain ?? 0) * 1.25;
  const x = (v: number): number => 400 + (v / reach) * 360;
  const said = `Difference ${signed(e.difference)}, from ${signed(e.difference - half)} to ${signed(e.difference + half)}`;
  return (
    <Figure label={said} table={{ heads: ["", "AUC"], rows: [["difference", signed(e.difference)], ["from", signed(e.difference - half)], ["to", signed(e.difference + half)], ...(margin === null ? [] : [["margin", signed(margin)]]), ...(gain === null ? [] : [["gain asked for", signed(gain)]])] }}>
    <svg viewBox="0 0 800 130" className="chart" role="img" aria-label={said}>
      <line x1={x(0)} x2={x(0)} y1="22" y2="96" className="zero" /><text x={x(0)} y="116" className="c-ax" textAnchor="middle">as good</text>
      {margin !== null && <g><line x1={x(margin)} x2={x(margin)} y1="22" y2="96" className="floor" /><text x={x(margin)} y="14" className="c-ax tf" textAnchor="end">worse by the margin, {signed(margin, 3)}</text></g>}
      {gain !== null && <g><line x1={x(gain)} x2={x(gain)} y1="22" y2="96" className="gain" /><text x={x(gain)} y="14" className="c-ax to">gain asked for, {signed(gain, 3)}</text></g>}
      <g className="forest settled"><line x1={x(e.difference - half)} x2={x(e.difference + half)} y1="58" y2="58" className="whisker" /><rect x={x(e.difference) - 6} y="52" width="12" height="12" rx="1" className="mark" /></g>
      <text x={x(e.difference)} y="42" className="c-lb strongt" textAnchor="middle">{signed(e.difference)}</text>
      <text x={x(e.difference - half)} y="80" className="c-ax" textAnchor="middle">{signed(e.difference - half)}</text>
      <text x={x(e.difference + half)} y="80" className="c-ax" textAnchor="middle">{signed(e.difference + half)}</text>
    </svg>
    </Figure>
  );
}
