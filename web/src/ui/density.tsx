import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getJson } from "../lib/api.ts";
import { day, fixed, integer } from "../lib/format.ts";
import { Figure } from "./figure.tsx";

/** Counts of runs in a grid of start and metric, as the server made them. */
export interface DensityGrid {
  runs: number;
  from?: string | null;
  to?: string | null;
  lowest: number;
  highest: number;
  columns: number;
  rows: number;
  cells: { column: number; row: number; runs: number }[];
}

const FEWEST = 30;

/** Many runs on one strip: how good, when, and how many; density instead of dots. */
export function Density({ path, metric }: { path: string; metric: string }) {
  // What is shown stays until its successor is there.
  const found = useQuery({ queryKey: [path], queryFn: ({ signal }) => getJson<DensityGrid>(path, signal), placeholderData: keepPreviousData }).data;
  if (!found || found.runs < FEWEST) return null;
  const { cells, lowest, highest, from, to, runs, columns } = found;
  const most = cells.reduce((a, c) => Math.max(a, c.runs), 1);
  const cw = 880 / columns;
  return (
    <Figure label={`${metric} of ${runs} runs over time`} table={{ heads: ["from", "to", `lowest ${metric}`, `highest ${metric}`, "runs"], rows: [[day(from), day(to), fixed(lowest, 4), fixed(highest, 4), runs]] }}>
      <div className="density">
        <svg viewBox="0 0 940 86" className="chart" role="img" aria-label={`${metric} of ${runs} runs over time, from ${fixed(lowest)} to ${fixed(highest)}`} preserveAspectRatio="none">
          {cells.map(({ column, row, runs: n }) => {
            const step = Math.max(1, Math.min(7, Math.ceil((Math.log(n + 1) / Math.log(most + 1)) * 7)));
            return <rect key={column * 100 + row} x={50 + column * cw} y={68 - (row + 1) * 5.4} width={cw - 0.6} height="4.8" fill={`var(--seq-${step})`} />;
          })}
        </svg>
        <span className="c-lab tl">{fixed(highest)}</span><span className="c-lab bl">{fixed(lowest)}</span>
        <span className="c-lab name">{metric}</span><span className="c-lab from">{day(from)}</span><span className="c-lab to">{day(to)}, {integer(runs)} runs</span>
      </div>
    </Figure>
  );
}
