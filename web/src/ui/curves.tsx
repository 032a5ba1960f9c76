import { useCallback, useMemo } from "react";
import { clip, length, number, moment } from "../lib/format.ts";
import type { Along } from "../lib/curves.ts";
import { smoothed } from "../lib/smooth.ts";
import { Chart, frame, type Ink } from "./chart.tsx";
import { Segments } from "./parts.tsx";

export interface Curve {
  name: string;
  points: [number, number][];
  /** Where it stands among many, from 0 for the least to 1 for the most; undefined where nobody knows. */
  rank?: number | undefined;
}

/** How curves are drawn. */
export interface Drawn {
  smoothing: number;
  log: boolean;
  along: Along;
  /** From where to where the values' axis goes; else as they do. */
  span?: [number, number];
}

export const PLAIN: Drawn = { smoothing: 0, log: false, along: "step" };

/** More than these are told apart by shade, not by colour and name. */
const NAMED = 5;

const along = (kind: Along, x: number): string => (kind === "step" ? String(x) : kind === "time" ? moment(new Date(x).toISOString()) : length(x));

/** One metric, a line per run: few are labelled where they end, many are shaded by what they reached. */
export function Curves({ metric, curves, height, drawn = PLAIN, open }: { metric: string; curves: Curve[]; height: number; drawn?: Drawn; open?: (index: number) => void }) {
  const { smoothing, log, along: kind } = drawn;
  // A logarithm has no place for what is not above zero, and a line none for what is no number.
  const lines = useMemo(
    () =>
      curves.flatMap((c, index) => {
        const points = c.points.filter(([, y]) => Number.isFinite(y) && (!log || y > 0));
        const smooth = smoothed(points.map((p) => p[1]), smoothing);
        // Many come in parts: what is not there yet is no line.
        if (points.length === 0 && curves.length > NAMED) return [];
        return [{ ...c, index, points, smooth: points.map((p, i): [number, number] => [p[0], smooth[i] ?? p[1]]) }];
      }),
    [curves, smoothing, log],
  );
  const option = useCallback((t: Ink) => (curves.length > NAMED ? shaded(t, lines, drawn) : labelled(t, lines, drawn)), [curves.length, lines, drawn]);
  const last = lines.slice(0, NAMED).map((c) => `${c.name} ends at ${number(c.points.at(-1)?.[1])}`).join(", ");
  const table = useMemo(() => {
    const few = lines.slice(0, 12);
    const steps = [...new Set(few.flatMap((c) => c.points.map((p) => p[0])))].sort((a, b) => a - b).slice(0, 500);
    const at = few.map((c) => new Map(c.points));
    return { heads: [kind, ...few.map((c) => c.name)], rows: steps.map((s) => [along(kind, s), ...at.map((points) => number(points.get(s), 5))]) };
  }, [lines, kind]);
  const events = useMemo(() => (open ? { click: (p: { seriesType?: string; seriesIndex?: number; dataIndex?: number }) => open(lines[(p.seriesType === "lines" ? p.dataIndex : p.seriesIndex) ?? 0]?.index ?? 0) } : undefined), [lines, open]);
  return <Chart label={`${metric} by ${kind}${lines.length > NAMED ? ` of ${lines.length} runs` : `: ${last}`}`} height={height} option={option} table={table} {...(events ? { events } : {})} />;
}

type Line = Curve & { index: number; smooth: [number, number][] };

function axes(t: Ink, { log, along: kind, span }: Drawn) {
  const f = frame(t);
  const x = kind === "step" ? {} : kind === "time" ? {} : { axisLabel: { ...(f.x as { axisLabel: object }).axisLabel, formatter: (v: number) => length(v) } };
  return {
    xAxis: { type: kind === "time" ? "time" : "value", min: "dataMin", max: "dataMax", ...f.x, ...x },
    yAxis: { type: log ? "log" : "value", scale: true, ...(span ? { min: span[0], max: span[1] } : {}), ...f.y, ...(log ? { axisLabel: { ...(f.y as { axisLabel: object }).axisLabel, formatter: (v: number) => number(v, 3) } } : {}) },
    dataZoom: [{ type: "inside", filterMode: "none", zoomOnMouseWheel: "ctrl" }],
  };
}

function labelled(t: Ink, lines: Line[], drawn: Drawn) {
  const named = lines.length > 1;
  const raw = drawn.smoothing > 0;
  const style = (i: number) => ({ lineStyle: { width: 1.6, color: t.cat[i % 5] }, itemStyle: { color: t.cat[i % 5] } });
  return {
    ...axes(t, drawn),
    grid: { left: 48, right: named ? 96 : 24, top: 12, bottom: 24 },
    tooltip: { ...frame(t).tooltip, trigger: "axis", valueFormatter: (v: unknown) => number(Number(v), 5) },
    series: [
      ...lines.map((c, i) => ({
        name: c.name, type: "line", data: c.smooth, showSymbol: c.points.length < 12, symbolSize: 4, ...style(i),
        endLabel: { show: named, formatter: clip(c.name, 12), color: t.cat[i % 5], fontSize: 10.5, distance: 6 },
        labelLayout: { moveOverlap: "shiftY" },
      })),
      // What was measured stays in sight behind what is smoothed.
      ...(raw ? lines.map((c, i) => ({ name: `${c.name}, measured`, type: "line", data: c.points, showSymbol: false, silent: true, tooltip: { show: false }, z: 1, lineStyle: { width: 1, opacity: 0.28, color: t.cat[i % 5] }, itemStyle: { color: t.cat[i % 5] } })) : []),
    ],
  };
}

/** Which step of the ramp: the palest two hardly show on a surface. */
export const shadeOf = (t: Ink, rank: number | undefined): string => (rank === undefined || !Number.isFinite(rank) ? t.reference : (t.seq[Math.min(6, 2 + Math.floor(rank * 5))] ?? t.accent));

function shaded(t: Ink, lines: Line[], drawn: Drawn) {
  const xs = lines.flatMap((c) => c.smooth.map((p) => p[0]));
  const ys = lines.flatMap((c) => c.smooth.map((p) => p[1]));
  const [lowX, highX] = [xs.reduce((a, b) => Math.min(a, b), Infinity), xs.reduce((a, b) => Math.max(a, b), -Infinity)];
  const [lowY, highY] = [ys.reduce((a, b) => Math.min(a, b), Infinity), ys.reduce((a, b) => Math.max(a, b), -Infinity)];
  const room = drawn.log ? 0 : (highY - lowY || Math.abs(highY) || 1) * 0.04;
  const a = axes(t, drawn);
  return {
    ...a,
    // Lines of this kind do not stretch their axes by themselves.
    xAxis: { ...a.xAxis, ...(lines.length ? { min: lowX, max: highX } : {}) },
    yAxis: { ...a.yAxis, ...(lines.length ? { min: lowY - room, max: highY + room } : {}), axisLabel: { ...(a.yAxis as { axisLabel: object }).axisLabel, formatter: (v: number) => number(v, 3), showMinLabel: false, showMaxLabel: false } },
    grid: { left: 48, right: 24, top: 12, bottom: 24 },
    tooltip: { ...frame(t).tooltip, trigger: "item", formatter: (p: { dataIndex: number }) => { const c = lines[p.dataIndex]; return c ? `${c.name}\nends at ${number(c.points.at(-1)?.[1], 5)}` : ""; } },
    series: [{
      type: "lines", coordinateSystem: "cartesian2d", polyline: true, progressive: 0,
      data: lines.map((c) => ({ name: c.name, coords: c.smooth.length > 1 ? c.smooth : [...c.smooth, ...c.smooth], lineStyle: { color: shadeOf(t, c.rank) } })),
      lineStyle: { width: 1, opacity: lines.length > 200 ? 0.4 : 0.65 },
      emphasis: { lineStyle: { width: 2.6, opacity: 1, color: t.cat[1] } },
    }],
  };
}

/** What the curves of a page are drawn by. */
export function CurveControls({ drawn, change }: { drawn: Drawn; change: (drawn: Drawn) => void }) {
  return (
    <div className="curvecontrols">
      <label className="line small"><span className="muted">Smoothing</span><input type="range" min={0} max={0.99} step={0.01} value={drawn.smoothing} onChange={(e) => change({ ...drawn, smoothing: Number(e.target.value) })} /><output className="mono">{drawn.smoothing.toFixed(2)}</output></label>
      <Segments label="Along" value={drawn.along} options={[["step", "Step"], ["relative", "Relative"], ["time", "Time"]]} onChange={(kind) => change({ ...drawn, along: kind })} />
      <Segments label="Axis" value={drawn.log ? "log" : "linear"} options={[["linear", "Linear"], ["log", "Log"]]} onChange={(axis) => change({ ...drawn, log: axis === "log" })} />
    </div>
  );
}
