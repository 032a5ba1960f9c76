import { useMemo } from "react";
import { levelLine, surface, type Surface } from "../lib/contour.ts";
import { place, shownValue, type Dim } from "../lib/dims.ts";
import { clip, number } from "../lib/format.ts";
import type { Run } from "../lib/mlflow.ts";
import { navigate } from "../lib/router.tsx";
import { Figure } from "./figure.tsx";
import { Empty } from "./parts.tsx";

const [LEFT, TOP, W, H] = [58, 10, 440, 230];
const COLUMNS = 111;
const ROWS = 59;
const LEVELS = 7;
const FEWEST = 4;

interface Props {
  runs: Run[];
  x: Dim;
  y: Dim;
  z: Dim;
  hrefOf: (run: Run) => string;
}

const span = (values: number[]): [number, number] => {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
};

/** How a metric lies over two settings, drawn between the runs that there are: a guess where there is none. */
export function Contour({ runs, x, y, z, hrefOf }: Props) {
  const made = useMemo(() => {
    const there = runs.flatMap((run) => {
      const [a, b, c] = [place(x, run), place(y, run), place(z, run)];
      return a === undefined || b === undefined || c === undefined ? [] : [{ run, a, b, c }];
    });
    if (there.length < FEWEST || new Set(there.map((p) => p.a)).size < 2 || new Set(there.map((p) => p.b)).size < 2) return null;
    const [lowX, highX] = span(there.map((p) => p.a));
    const [lowY, highY] = span(there.map((p) => p.b));
    const points = there.map((p) => ({ ...p, x: (p.a - lowX) / (highX - lowX), y: (p.b - lowY) / (highY - lowY), z: p.c }));
    const grid = surface(points, COLUMNS, ROWS);
    return { points, grid, ends: [lowX, highX, lowY, highY] as const, lines: levelsOf(grid).map((level) => levelLine(grid, level)) };
  }, [runs, x, y, z]);
  if (!made) return <Empty title="Too little to draw between">A contour needs four runs with all three values, which differ along both axes.</Empty>;
  const { points, grid, ends, lines } = made;
  const px = (share: number): number => LEFT + share * W;
  const py = (share: number): number => TOP + (1 - share) * H;
  const label = (d: Dim, v: number): string => (d.categories.length ? clip(d.categories[Math.round(v)] ?? "", 12) : number(v, 3));
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <Figure label={`${z.name} over ${x.name} and ${y.name}, of ${points.length} runs`} table={{ heads: ["run", x.name, y.name, z.name], rows: points.slice(0, 300).map((p) => [p.run.id.slice(0, 7), shownValue(x, p.run), shownValue(y, p.run), shownValue(z, p.run)]) }}>
      <svg className="chart contour" viewBox="0 0 560 290" role="img" aria-label={`${z.name} over ${x.name} and ${y.name}, from ${number(grid.lowest, 4)} to ${number(grid.highest, 4)}`}>
        <Cells grid={grid} />
        {lines.map((line, i) => <path key={i} className="levelline" d={line.map(([x0, y0, x1, y1]) => `M${px(x0).toFixed(1)} ${py(y0).toFixed(1)}L${px(x1).toFixed(1)} ${py(y1).toFixed(1)}`).join("")} />)}
        {points.map((p) => <circle key={p.run.id} className="spot" cx={px(p.x)} cy={py(p.y)} r={points.length > 150 ? 1.8 : 3} onClick={() => navigate(hrefOf(p.run))}><title>{`${p.run.id.slice(0, 7)} ${p.run.name}, ${z.name} ${number(p.z, 4)}`}</title></circle>)}
        {ticks.map((t) => <text key={`x${t}`} className="c-ax" x={px(t)} y={TOP + H + 14} textAnchor="middle">{label(x, ends[0] + t * (ends[1] - ends[0]))}</text>)}
        {ticks.map((t) => <text key={`y${t}`} className="c-ax" x={LEFT - 6} y={py(t) + 3.5} textAnchor="end">{label(y, ends[2] + t * (ends[3] - ends[2]))}</text>)}
        <text className="c-ax" x={LEFT + W / 2} y={TOP + H + 32} textAnchor="middle">{x.name}</text>
        <text className="c-ax" x={12} y={TOP + H / 2} textAnchor="middle" transform={`rotate(-90 12 ${TOP + H / 2})`}>{y.name}</text>
        {Array.from({ length: LEVELS }, (_, i) => <rect key={i} x={LEFT + W + 12} y={TOP + H - ((i + 1) * H) / LEVELS} width="10" height={H / LEVELS} fill={`var(--seq-${i + 1})`} />)}
        <text className="c-ax" x={LEFT + W + 26} y={TOP + 9}>{number(grid.highest, 3)}</text>
        <text className="c-ax" x={LEFT + W + 26} y={TOP + H}>{number(grid.lowest, 3)}</text>
      </svg>
    </Figure>
  );
}

const levelsOf = ({ lowest, highest }: Surface): number[] => Array.from({ length: LEVELS - 1 }, (_, i) => lowest + ((i + 1) * (highest - lowest)) / LEVELS);

/** One path for each step of the ramp: cells side by side in a row are one stroke of it. */
function Cells({ grid }: { grid: Surface }) {
  const paths = useMemo(() => {
    const out = Array.from({ length: LEVELS }, () => "");
    const cw = W / (COLUMNS - 1);
    const ch = H / (ROWS - 1);
    const step = (c: number, r: number): number => {
      const at = (i: number, j: number): number => grid.values[j * COLUMNS + i] ?? 0;
      const mean = (at(c, r) + at(c + 1, r) + at(c, r + 1) + at(c + 1, r + 1)) / 4;
      return Math.max(0, Math.min(LEVELS - 1, Math.floor(((mean - grid.lowest) / (grid.highest - grid.lowest || 1)) * LEVELS)));
    };
    for (let r = 0; r < ROWS - 1; r++) {
      for (let c = 0; c < COLUMNS - 1; ) {
        const s = step(c, r);
        let end = c + 1;
        while (end < COLUMNS - 1 && step(end, r) === s) end++;
        out[s] += `M${(LEFT + c * cw).toFixed(1)} ${(TOP + H - (r + 1) * ch).toFixed(1)}h${((end - c) * cw).toFixed(1)}v${ch.toFixed(1)}h${(-(end - c) * cw).toFixed(1)}z`;
        c = end;
      }
    }
    return out;
  }, [grid]);
  return <g shapeRendering="crispEdges">{paths.map((d, i) => <path key={i} d={d} fill={`var(--seq-${i + 1})`} />)}</g>;
}
