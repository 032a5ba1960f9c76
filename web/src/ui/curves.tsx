import { useCallback } from "react";
import { number } from "../lib/format.ts";
import { Chart, frame, type Ink } from "./chart.tsx";

export interface Curve {
  name: string;
  points: [number, number][];
}

/** One metric by step, a line per run, labelled where it ends. */
export function Curves({ metric, curves, height }: { metric: string; curves: Curve[]; height: number }) {
  const option = useCallback(
    (t: Ink) => {
      const f = frame(t);
      return {
        grid: { left: 48, right: curves.length > 1 ? 96 : 24, top: 12, bottom: 24 },
        tooltip: { ...f.tooltip, trigger: "axis", valueFormatter: (v: unknown) => number(Number(v), 5) },
        xAxis: { type: "value", min: "dataMin", max: "dataMax", ...f.x },
        yAxis: { type: "value", scale: true, ...f.y },
        dataZoom: [{ type: "inside", filterMode: "none", zoomOnMouseWheel: "ctrl" }],
        series: curves.map((c, i) => ({
          name: c.name, type: "line", data: c.points, showSymbol: c.points.length < 12, symbolSize: 4, sampling: "lttb", lineStyle: { width: 1.6, color: t.cat[i % 5] }, itemStyle: { color: t.cat[i % 5] },
          endLabel: { show: curves.length > 1, formatter: c.name, color: t.cat[i % 5], fontSize: 10.5, distance: 6 },
          labelLayout: { moveOverlap: "shiftY" },
        })),
      };
    },
    [curves],
  );
  const last = curves.map((c) => `${c.name} ends at ${number(c.points.at(-1)?.[1])}`).join(", ");
  const steps = [...new Set(curves.flatMap((c) => c.points.map((p) => p[0])))].sort((a, b) => a - b);
  return (
    <Chart
      label={`${metric} by step: ${last}`}
      height={height}
      option={option}
      table={{ heads: ["step", ...curves.map((c) => c.name)], rows: steps.slice(0, 500).map((s) => [s, ...curves.map((c) => number(c.points.find((p) => p[0] === s)?.[1], 5))]) }}
    />
  );
}
