import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { memo, useRef, useState, type PointerEvent } from "react";
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
const LEFT = 50;
const WIDTH = 880;
/** Less than this is a click. */
const SHORTEST = 4;

/** The moments that two places of the strip stand for. */
export function rangeOf(from: string, to: string, a: number, b: number): [string, string] {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const at = (x: number): number => begin + (Math.max(0, Math.min(WIDTH, x - LEFT)) / WIDTH) * (end - begin);
  const iso = (t: number): string => new Date(t).toISOString();
  // The last run itself is within what ends at the end.
  const last = Math.max(a, b) >= LEFT + WIDTH ? end + 1 : Math.ceil(at(Math.max(a, b)));
  return [iso(Math.floor(at(Math.min(a, b)))), iso(last)];
}

/** Many runs on one strip: how good, when, and how many; density instead of dots. */
export const Density = memo(Strip);

function Strip({ path, metric, choose }: { path: string; metric: string; choose?: (from: string, to: string) => void }) {
  const [drawn, draw] = useState<[number, number] | null>(null);
  const box = useRef<SVGSVGElement>(null);
  // What is shown stays until its successor is there.
  const found = useQuery({ queryKey: [path], queryFn: ({ signal }) => getJson<DensityGrid>(path, signal), placeholderData: keepPreviousData }).data;
  if (!found || found.runs < FEWEST) return null;
  const { cells, lowest, highest, from, to, runs, columns } = found;
  const most = cells.reduce((a, c) => Math.max(a, c.runs), 1);
  const cw = WIDTH / columns;
  const placeOf = (e: PointerEvent): number => {
    const frame = box.current?.getBoundingClientRect();
    return frame ? Math.max(LEFT, Math.min(LEFT + WIDTH, ((e.clientX - frame.left) / frame.width) * 940)) : LEFT;
  };
  const release = () => {
    if (drawn && from && to && Math.abs(drawn[1] - drawn[0]) >= SHORTEST) choose?.(...rangeOf(from, to, ...drawn));
    draw(null);
  };
  return (
    <Figure label={`${metric} of ${runs} runs over time`} table={{ heads: ["from", "to", `lowest ${metric}`, `highest ${metric}`, "runs"], rows: [[day(from), day(to), fixed(lowest, 4), fixed(highest, 4), runs]] }}>
      <div className="density">
        <svg ref={box} viewBox="0 0 940 86" className={choose ? "chart brushable" : "chart"} {...(choose ? { onPointerDown: (e: PointerEvent<SVGSVGElement>) => { e.currentTarget.setPointerCapture(e.pointerId); const x = placeOf(e); draw([x, x]); }, onPointerMove: (e: PointerEvent) => drawn && draw([drawn[0], placeOf(e)]), onPointerUp: release, onPointerCancel: () => draw(null) } : {})} role="img" aria-label={`${metric} of ${runs} runs over time, from ${fixed(lowest)} to ${fixed(highest)}`} preserveAspectRatio="none">
          {cells.map(({ column, row, runs: n }) => {
            const step = Math.max(1, Math.min(7, Math.ceil((Math.log(n + 1) / Math.log(most + 1)) * 7)));
            return <rect key={column * 100 + row} x={50 + column * cw} y={68 - (row + 1) * 5.4} width={cw - 0.6} height="4.8" fill={`var(--seq-${step})`} />;
          })}
          {drawn && <rect x={Math.min(...drawn)} y="0" width={Math.abs(drawn[1] - drawn[0])} height="70" className="brushed" />}
        </svg>
        <span className="c-lab tl">{fixed(highest)}</span><span className="c-lab bl">{fixed(lowest)}</span>
        <span className="c-lab name">{metric}</span><span className="c-lab from">{day(from)}</span><span className="c-lab to">{day(to)}, {integer(runs)} runs{choose && ", drag to choose a time"}</span>
      </div>
    </Figure>
  );
}
