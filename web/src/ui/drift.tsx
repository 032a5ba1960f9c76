import { useState } from "react";
import { byMonth, type DriftHistory, type DriftSeries } from "../lib/drift.ts";
import { month, number } from "../lib/format.ts";
import { Figure } from "./figure.tsx";
import { Segments } from "./parts.tsx";

const W = 200;
const H = 62;
const SHOWN = 8;

/** PSI by month of each column, all on one scale; what goes beyond is cut and shows its cut. */
export function DriftOverTime({ history, limit, chosen, choose }: { history: DriftHistory; limit: number | null; chosen: string | null; choose: (column: string) => void }) {
  const [all, setAll] = useState(false);
  const series = byMonth(history.reports);
  const months = everyMonth(series.flatMap((s) => s.points.map((p) => p.at)));
  const cut = Math.max((limit ?? 0.2) * 3, 0.1);
  const shown = all ? series : series.slice(0, SHOWN);
  const label = `PSI by month of ${series.length} columns${limit === null ? "" : `, limit ${number(limit)}`}`;
  return (
    <>
      <Figure label={label} table={{ heads: ["column", ...months.map((m) => month(m))], rows: series.map((s) => [s.name, ...months.map((m) => number(s.points.find((p) => p.at === m)?.psi, 3))]) }}>
        <ul className="multiples" aria-label={label}>
          {shown.map((s) => <li key={s.name}><Multiple series={s} months={months} cut={cut} limit={limit} on={s.name === chosen} choose={() => choose(s.name)} /></li>)}
        </ul>
      </Figure>
      {series.length > SHOWN && <div className="pad"><Segments label="Columns" value={all ? "all" : "most"} options={[["most", `Most drifted ${SHOWN}`], ["all", `All ${series.length}`]]} onChange={(v) => setAll(v === "all")} /></div>}
    </>
  );
}

/** From the first to the last, with those in which nothing was evaluated: a gap is a gap. */
function everyMonth(known: string[]): string[] {
  const sorted = [...known].sort();
  const [first = "", last = ""] = [sorted[0], sorted.at(-1)];
  const out: string[] = [];
  for (let at = first; at && at <= last && out.length < 240; at = after(at)) out.push(at);
  return out;
}

const after = (month: string): string => {
  const [year = 0, m = 0] = month.split("-").map(Number);
  return m === 12 ? `${year + 1}-01` : `${year}-${String(m + 1).padStart(2, "0")}`;
};

function Multiple({ series, months, cut, limit, on, choose }: { series: DriftSeries; months: string[]; cut: number; limit: number | null; on: boolean; choose: () => void }) {
  const slot = W / Math.max(12, months.length);
  const y = (psi: number): number => H - (Math.min(cut, psi) / cut) * (H - 6);
  const over = limit !== null && series.most >= limit;
  return (
    <button className={`multiple${on ? " on" : ""}`} aria-pressed={on} onClick={choose} aria-label={`${series.name}: highest PSI ${number(series.most, 2)}${over ? ", over the limit" : ""}`}>
      <span className="between"><code>{series.name}</code><b className={over ? "wait-t" : "muted"}>{number(series.most, 2)}</b></span>
      <svg viewBox={`0 0 ${W} ${H + 2}`} preserveAspectRatio="none" aria-hidden="true">
        {series.points.map((p) => {
          const x = months.indexOf(p.at) * slot;
          return (
            <g key={p.at}>
              <rect x={x + 1} width={Math.max(1.5, slot - 2.5)} y={Math.min(H - 1, y(p.psi))} height={Math.max(1, H - y(p.psi))} className={limit !== null && p.psi >= limit ? "over" : "under"}><title>{`${month(p.at)}: PSI ${number(p.psi, 3)}${p.drifted ? ", drifted" : ""}`}</title></rect>
              {p.psi > cut && <path d={`M${x} 15 l${slot} -4 v2.5 l${-slot} 4z`} className="cutmark" />}
            </g>
          );
        })}
        <line x1="0" x2={W} y1={H} y2={H} className="c-base" />
        {limit !== null && <line x1="0" x2={W} y1={y(limit)} y2={y(limit)} className="limit" />}
      </svg>
    </button>
  );
}
