import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, postJson, useGet, type Problem } from "../lib/api.ts";
import { integer, number, percent, short, words } from "../lib/format.ts";
import type { Analysis, Column, Product, Suspect } from "../lib/types.ts";
import { Icon } from "../ui/icons.tsx";
import { Quantiles, Stack } from "../ui/quantiles.tsx";
import { Figure } from "../ui/figure.tsx";
import { Await, Empty, Facts, Failure, Note, PageHead, Panel, Segments } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** What a raw source holds: columns, what is missing, how late the label is, and what tells the answer. */
export default function SourcePage({ product, source }: { product: string; source: string }) {
  const asked = useGet<Analysis>(api(product, `/sources/${encodeURIComponent(source)}/analysis`));
  if (asked.error?.status === 404 && !asked.data) {
    return (
      <>
        <PageHead title={source} sub="Not analysed yet." />
        <Empty title="No analysis of its newest revision">Give the column of the known answer; without a label there is no supervised training.</Empty>
        <Analyse product={product} source={source} />
      </>
    );
  }
  return <Await of={asked} lines={9}>{(a) => <Analysed analysis={a} />}</Await>;
}

/** Asks for the analysis, with what product.yaml says of the label filled in. */
function Analyse({ product, source }: { product: string; source: string }) {
  const path = api(product, `/sources/${encodeURIComponent(source)}/analysis`);
  const client = useQueryClient();
  const data = useGet<Product>(api(product)).data?.spec?.data;
  const [label, setLabel] = useState<string | null>(null);
  const [eventTime, setEventTime] = useState<string | null>(null);
  const [knownAt, setKnownAt] = useState<string | null>(null);
  const given = { label: label ?? data?.label?.column ?? "", eventTime: eventTime ?? "", knownAt: knownAt ?? data?.label?.knownAt ?? "" };
  const ask = useMutation<Analysis, Problem>({
    mutationFn: () => postJson<Analysis>(path, { label: given.label, eventTime: given.eventTime || null, knownAt: given.knownAt || null }),
    onSuccess: (analysis) => client.setQueryData([path], analysis),
  });
  return (
    <Panel title="Analyse it now" className="analyse" pad>
      <form className="stack tight" onSubmit={(e) => { e.preventDefault(); ask.mutate(); }}>
        <label className="field"><span className="muted w">Label</span><input className="mono" required value={given.label} onChange={(e) => setLabel(e.target.value)} placeholder="column of the known answer" /></label>
        <label className="field"><span className="muted w">Known at</span><input className="mono" value={given.knownAt} onChange={(e) => setKnownAt(e.target.value)} placeholder="column that says when; gives the label's lag" /></label>
        <label className="field"><span className="muted w">Event time</span><input className="mono" value={given.eventTime} onChange={(e) => setEventTime(e.target.value)} placeholder="SQL over the columns; finds what lies after it" /></label>
        <span><button className="btn primary" disabled={!given.label || ask.isPending}>{ask.isPending ? "Analysing" : "Analyse"}</button></span>
        {ask.error && <Failure error={ask.error} />}
      </form>
    </Panel>
  );
}

function Analysed({ analysis: a }: { analysis: Analysis }) {
  const [which, show] = useState<"all" | "missing" | "suspect">("all");
  const suspects = new Map(a.suspects.map((s) => [s.column, s]));
  const holes = a.columns.filter((c) => c.missing > 0);
  const rows = which === "all" ? a.columns : which === "missing" ? holes : a.columns.filter((c) => suspects.has(c.name));
  const total = a.label.values.reduce((sum, v) => sum + v.count, 0);
  const positive = [...a.label.values].sort((x, y) => x.count - y.count)[0];
  return (
    <>
      <PageHead
        title={a.source}
        chip={a.suspects.length > 0 ? <span className="chip wait">{a.suspects.length} leakage suspects</span> : <span className="chip ok">no leakage suspected</span>}
        sub={<>What the raw rows hold, before anything is built on them. <code>{short(a.digest, 12)}</code></>}
      />
      <Facts
        facts={[
          { name: "Rows", value: integer(a.rows), small: `${a.columns.length} columns` },
          { name: "Duplicates", value: integer(a.duplicateRows), small: percent(a.duplicateRows / Math.max(1, a.rows)) },
          { name: `Label ${a.label.column}`, value: positive ? percent(positive.count / Math.max(1, total)) : "–", small: positive ? `are ${positive.value}; ${a.label.missing === 0 ? "none missing" : `${integer(a.label.missing)} missing`}` : "no values" },
          { name: "Label known after", value: a.lag ? `${number(a.lag.medianDays)} d` : "–", small: a.lag ? `median; p90 ${number(a.lag.p90Days)} d, at most ${number(a.lag.maxDays)} d` : "knownAt was not given" },
          { name: "With holes", value: holes.length, small: `of ${a.columns.length} columns` },
        ]}
      />
      <div className="grid cols23">
        <Panel
          title={`Columns`}
          right={<Segments label="Columns" value={which} options={[["all", `All ${a.columns.length}`], ["missing", `With holes ${holes.length}`], ["suspect", `Suspect ${suspects.size}`]]} onChange={show} />}
        >
          {rows.length === 0 ? <Empty title="None of them">Every column is complete and none is suspected.</Empty> : <Columns rows={rows} total={a.rows} suspects={suspects} label={a.label.column} />}
        </Panel>
        <div className="stack">
          <Panel title={a.suspects.length ? "These may tell the answer" : "Leakage"} right={a.suspects.length ? "refused as features" : ""}>
            {a.suspects.length === 0 ? <div className="pad"><Note>No column determines the label, lies after the event or departs from its twin.</Note></div> : (
              <ul className="rows">
                {a.suspects.map((s) => (
                  <li key={s.column}><Icon name="drift" label="suspect" /><div><b className="mono">{s.column}</b> <span className="chip wait">{words(s.reason)}</span><small>{s.evidence}</small></div><span className="num muted">{percent(s.share)}</span></li>
                ))}
              </ul>
            )}
          </Panel>
          <Panel title="The label" right={<code>{a.label.column}</code>}>
            <div className="pad stack tight">
              {a.label.values.map((v) => <Share key={v.value} name={v.value} count={v.count} total={total} />)}
            </div>
          </Panel>
          {a.lag && <Lag lag={a.lag} />}
        </div>
      </div>
    </>
  );
}

function Columns({ rows, total, suspects, label }: { rows: Column[]; total: number; suspects: Map<string, Suspect>; label: string }) {
  return (
    <Table
      label="Columns"
      rows={rows}
      id={(c) => c.name}
      cols={[
        { key: "name", head: "Column", cell: (c) => <span className="line"><code>{c.name}</code>{c.name === label && <span className="chip acc">label</span>}{suspects.has(c.name) && <Icon name="drift" label="leakage suspect" />}</span>, sort: (c) => c.name },
        { key: "type", head: "Type", cell: (c) => <span className="muted">{c.type.toLowerCase()}</span>, sort: (c) => c.type },
        { key: "missing", head: "Missing", num: true, cell: (c) => (c.missing === 0 ? <span className="faint">0 %</span> : <span className={c.missing / total > 0.2 ? "wait-t" : ""} title={integer(c.missing)}>{percent(c.missing / total)}</span>), sort: (c) => c.missing },
        { key: "distinct", head: "Values", num: true, cell: (c) => integer(c.distinct), sort: (c) => c.distinct },
        { key: "shape", head: "Distribution", width: "230px", cell: (c) => (c.quantiles.length >= 7 && c.distinct > 2 ? <Quantiles q={c.quantiles} name={c.name} /> : <Stack column={c} total={total} />) },
        { key: "middle", head: "Middle, or most frequent", cell: (c) => (c.quantiles.length >= 7 && c.distinct > 2 ? <span>{number(c.quantiles[3])} <span className="faint">in {number(c.quantiles[0])} to {number(c.quantiles[6])}</span></span> : c.top[0] ? <span>{c.top[0].value} <span className="faint">{percent(c.top[0].count / total)}</span></span> : "–"), sort: (c) => c.quantiles[3] ?? c.top[0]?.value },
      ]}
    />
  );
}

function Share({ name, count, total }: { name: string; count: number; total: number }) {
  return (
    <div>
      <div className="between"><code>{name}</code><span className="muted">{integer(count)} · {percent(count / Math.max(1, total))}</span></div>
      <span className="bar"><i style={{ width: `${(count / Math.max(1, total)) * 100}%` }} /></span>
    </div>
  );
}

function Lag({ lag }: { lag: { medianDays: number; p90Days: number; maxDays: number } }) {
  const x = (d: number): number => 8 + (d / Math.max(1, lag.maxDays)) * 384;
  return (
    <Panel title={`Half of the labels take more than ${number(lag.medianDays)} days`}>
      <div className="pad">
        <Figure label="Label lag" table={{ heads: ["share of labels", "known after, days"], rows: [["half", number(lag.medianDays)], ["90 %", number(lag.p90Days)], ["all", number(lag.maxDays)]] }}>
        <svg className="chart" viewBox="0 0 400 48" role="img" aria-label={`Label lag: median ${lag.medianDays} days, 90 % within ${lag.p90Days}, at most ${lag.maxDays}`}>
          <line x1="8" x2="392" y1="18" y2="18" className="c-base" />
          <rect x="8" y="13" width={x(lag.medianDays) - 8} height="10" className="f1 half" />
          <rect x={x(lag.medianDays)} y="13" width={x(lag.p90Days) - x(lag.medianDays)} height="10" className="band1" />
          <text x="8" y="44" className="c-ax">event</text>
          <text x={Math.max(72, x(lag.medianDays))} y="44" className="c-ax" textAnchor="middle">half, {number(lag.medianDays)} d</text>
          <text x={Math.min(300, Math.max(160, x(lag.p90Days)))} y="44" className="c-ax" textAnchor="middle">90 %, {number(lag.p90Days)} d</text>
          <text x="392" y="44" className="c-ax" textAnchor="end">all, {number(lag.maxDays)} d</text>
        </svg>
        </Figure>
      </div>
    </Panel>
  );
}
