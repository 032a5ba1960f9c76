import { useCallback, useMemo } from "react";
import { place, shownValue, type Dim } from "../lib/dims.ts";
import { clip, number } from "../lib/format.ts";
import type { Run } from "../lib/mlflow.ts";
import { Chart, frame, type Ink } from "./chart.tsx";
import { shadeOf } from "./curves.tsx";

interface Props {
  runs: Run[];
  x: Dim;
  y: Dim;
  rank: (run: Run) => number | undefined;
  faint: (run: Run) => boolean;
  open: (run: Run) => void;
}

const NAMED = 5;

/** A point per run; a click opens it. */
export function Scatter({ runs, x, y, rank, faint, open }: Props) {
  const there = useMemo(() => runs.map((run, i) => ({ run, i })).filter(({ run }) => place(x, run) !== undefined && place(y, run) !== undefined), [runs, x, y]);
  const option = useCallback(
    (t: Ink) => {
      const f = frame(t);
      const axis = (d: Dim, of: object) => ({ ...of, name: d.name, nameLocation: "middle", ...(d.categories.length ? { type: "category", data: d.categories } : { type: "value", scale: true, axisLabel: { ...(of as { axisLabel: object }).axisLabel, formatter: (v: number) => number(v, 3) } }) });
      return {
        grid: { left: 62, right: 20, top: 12, bottom: 40 },
        tooltip: { ...f.tooltip, trigger: "item", formatter: (p: { dataIndex: number }) => { const r = there[p.dataIndex]?.run; return r ? `${r.id.slice(0, 7)} ${clip(r.name, 30)}\n${x.name} ${shownValue(x, r)}\n${y.name} ${shownValue(y, r)}` : ""; } },
        xAxis: { ...axis(x, f.x), nameGap: 24 },
        yAxis: { ...axis(y, f.y), nameGap: 46 },
        series: [{
          type: "scatter", symbolSize: runs.length > 200 ? 6 : 9, progressive: 0,
          data: there.map(({ run, i }) => ({ value: [x.of(run), y.of(run)], itemStyle: { color: runs.length > NAMED ? shadeOf(t, rank(run)) : t.cat[i % 5], opacity: faint(run) ? 0.08 : runs.length > 200 ? 0.6 : 0.85 } })),
          emphasis: { itemStyle: { borderColor: t.text, borderWidth: 1.5, opacity: 1 } },
        }],
      };
    },
    [there, runs, x, y, rank, faint],
  );
  const events = useMemo(() => ({ click: ({ dataIndex }: { dataIndex: number }) => { const r = there[dataIndex]?.run; if (r) open(r); } }), [there, open]);
  return <Chart label={`${there.length} runs by ${x.name} and ${y.name}`} height={290} option={option} events={events as never} table={{ heads: ["run", x.name, y.name], rows: there.slice(0, 300).map(({ run }) => [run.id.slice(0, 7), shownValue(x, run), shownValue(y, run)]) }} />;
}
