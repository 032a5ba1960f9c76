import { api, useGet } from "../lib/api.ts";
import { between, day, fixed, length, money, version } from "../lib/format.ts";
import { answered } from "../lib/prediction.ts";
import { Link, page } from "../lib/router.tsx";
import type { Json, Label, Performance, Prediction, Product, Trace } from "../lib/types.ts";
import { Figure } from "../ui/figure.tsx";
import { Empty, KeyValues, Note, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** What came of a prediction: when each thing happened, what the model saw, and what it was worth. */
export function Outcome({ product, trace }: { product: string; trace: Trace }) {
  const asked = useGet<Prediction & { endpoint?: string }>(api(product, `/predictions/${encodeURIComponent(trace.id)}`));
  const p = asked.data ?? null;
  const label = useGet<Label>(p ? api(product, `/labels/${encodeURIComponent(p.key)}`) : null);
  const spec = useGet<Product>(api(product)).data?.spec;
  const worth = useGet<Performance>(p?.endpoint ? api(product, `/endpoints/${encodeURIComponent(p.endpoint)}/performance?by=month`) : null).data?.worth;
  if (!p) return null;
  const known = label.data ?? null;
  const set = trace.nodes.find((n) => n.kind === "training set");
  const model = trace.nodes.find((n) => n.kind === "model version");
  const until = set?.facts["known until"] ?? model?.facts["trained until"];
  const moments: Moment[] = [
    ...(until ? [{ at: until, what: "training data known until", small: version(p.served ?? p.champion) }] : []),
    { at: p.time, what: `said ${fixed(answered(p), 3)}`, small: `of ${p.key}` },
    ...(known ? [{ at: known.time, what: `turned out ${known.positive ? "yes" : "no"}`, small: `${length(between(p.time, known.time))} later` }] : []),
  ];
  const value = spec?.value;
  const each = known && value ? (known.positive ? { yes: value.truePositive, no: value.falseNegative } : { yes: value.falsePositive, no: value.trueNegative }) : null;
  const threshold = worth?.threshold ?? null;
  return (
    <>
      <Panel title={known ? `It turned out ${known.positive ? "yes" : "no"}, ${length(between(p.time, known.time))} later` : "How it turned out is not known yet"} right={spec?.data?.label ? <>label <code>{spec.data.label.column}</code></> : ""}>
        <div className="pad"><Timeline moments={moments} open={!known} /></div>
      </Panel>
      <div className="grid cols2 top0">
        <Panel title="What it saw" right={p.features ? `${Object.keys(p.features).length} features` : ""}>
          {p.features ? <Seen features={p.features} /> : <Empty title="The log holds no inputs">Only the score was logged.</Empty>}
        </Panel>
        <Panel title="What it was worth" pad>
          <KeyValues
            pairs={[
              ["Score", <b key="s">{fixed(answered(p), 4)}</b>],
              ["Answered by", version(p.served ?? p.champion)],
              ...(typeof p.challengerScore === "number" ? ([["Beside it", answered(p) === p.score ? `${version(p.challenger)} said ${fixed(p.challengerScore, 4)}` : `${version(p.champion)} said ${fixed(p.score, 4)}`]] as [string, string][]) : []),
              ["Outcome", known ? `${known.positive ? "yes" : "no"}, known on ${day(known.time)}` : label.error && label.error.status !== 404 ? "could not be read" : "not known yet"],
              ...(each && value ? worthOf(each, threshold === null ? null : answered(p) >= threshold, value.currency) : []),
            ]}
          />
          {each && threshold === null && <div className="gaptop"><Note>From which score on it counts as yes, this server does not tell; so both are named.</Note></div>}
          {!value && <div className="gaptop"><Note>What right and wrong are worth is said under <code>value</code> in <Link to={page(product, "product")}>product.yaml</Link>.</Note></div>}
        </Panel>
      </div>
    </>
  );
}

/** What it was worth, or where it is not known what was said, what each answer would have been. */
function worthOf(each: { yes?: number | null | undefined; no?: number | null | undefined }, said: boolean | null, currency: string): [string, string][] {
  const worth = (n: number | null | undefined): string => money(n ?? 0, currency);
  if (said !== null) return [["Worth", worth(said ? each.yes : each.no)]];
  return [["Worth, as a yes", worth(each.yes)], ["Worth, as a no", worth(each.no)]];
}

interface Moment {
  at: string;
  what: string;
  small: string;
}

/** What happened when, in event time; evenly apart, as the lengths are said. */
function Timeline({ moments, open }: { moments: Moment[]; open: boolean }) {
  const shown = open ? [...moments, { at: "", what: "outcome", small: "not known yet" }] : moments;
  const x = (i: number): number => 120 + (i * 700) / Math.max(1, shown.length - 1);
  const label = moments.map((m) => `${day(m.at)}: ${m.what}`).join("; ");
  return (
    <Figure label={label} table={{ heads: ["when", "what", ""], rows: moments.map((m) => [day(m.at), m.what, m.small]) }}>
      <svg viewBox="0 0 940 66" className="chart timeline" role="img" aria-label={label}>
        <line x1={x(0)} x2={x(moments.length - 1)} y1="14" y2="14" className="past" />
        {open && <line x1={x(moments.length - 1)} x2={x(shown.length - 1)} y1="14" y2="14" className="to-come" />}
        {shown.map((m, i) => (
          <g key={m.what}>
            <circle cx={x(i)} cy="14" r="5.5" className={m.at ? "met" : "unmet"} />
            <text x={x(i)} y="36" className="c-lb" textAnchor="middle">{m.what}</text>
            <text x={x(i)} y="52" className="c-ax" textAnchor="middle">{m.at ? `${day(m.at)}, ${m.small}` : m.small}</text>
          </g>
        ))}
      </svg>
    </Figure>
  );
}

function Seen({ features }: { features: Record<string, Json> }) {
  const rows = Object.entries(features).map(([name, value]) => ({ name, value }));
  return (
    <div className="scroll">
      <Table
        label="Features that the model saw"
        rows={rows}
        id={(f) => f.name}
        cols={[
          { key: "name", head: "Feature", cell: (f) => <code>{f.name}</code>, sort: (f) => f.name },
          { key: "value", head: "Value", num: true, cell: (f) => (f.value === null ? <span className="faint">missing</span> : typeof f.value === "string" ? f.value : JSON.stringify(f.value)) },
        ]}
      />
    </div>
  );
}
