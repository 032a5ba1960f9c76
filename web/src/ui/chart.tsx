import { useEffect, useRef, useState } from "react";
import { tokenValue, useTheme } from "../lib/theme.ts";
import type { EChartsCoreOption, EChartsType } from "./echarts.ts";
import { Figure, type Numbers } from "./figure.tsx";
import { Loading } from "./parts.tsx";

/** The tokens that a chart draws with, as they are in this theme. */
export interface Ink {
  cat: string[];
  text: string;
  muted: string;
  axis: string;
  grid: string;
  line: string;
  reference: string;
  surface: string;
  accent: string;
  wait: string;
  fail: string;
  ok: string;
  seq: string[];
}

function ink(): Ink {
  const v = tokenValue;
  return {
    cat: [1, 2, 3, 4, 5, 6].map((i) => v(`--cat-${i}`)),
    seq: [1, 2, 3, 4, 5, 6, 7].map((i) => v(`--seq-${i}`)),
    text: v("--text"), muted: v("--muted"), axis: v("--axis"), grid: v("--grid"), line: v("--line-strong"), reference: v("--reference"), surface: v("--raised"), accent: v("--accent"), wait: v("--wait"), fail: v("--fail"), ok: v("--ok"),
  };
}

const FONT = '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

/** Axes, grid and tooltip as the chart rules have them. */
export function frame(t: Ink): { x: object; y: object; tooltip: object; text: object } {
  const label = { color: t.axis, fontSize: 10.5, fontFamily: FONT };
  return {
    x: { axisLine: { lineStyle: { color: t.line } }, axisTick: { show: false }, axisLabel: { ...label, hideOverlap: true }, splitLine: { show: false }, nameTextStyle: label },
    y: { axisLine: { show: false }, axisTick: { show: false }, axisLabel: label, splitLine: { lineStyle: { color: t.grid } }, nameTextStyle: label },
    // Drawn on the canvas: a tooltip in HTML would carry inline styles.
    tooltip: { renderMode: "richText", backgroundColor: t.surface, borderColor: t.line, borderWidth: 1, padding: [6, 9], textStyle: { color: t.text, fontSize: 11.5, fontFamily: FONT } },
    text: { fontFamily: FONT, color: t.text },
  };
}

interface Props {
  /** One sentence: what the chart shows. Its accessible name. */
  label: string;
  height: number;
  option: (t: Ink) => EChartsCoreOption;
  table: Numbers;
  /** What ECharts tells, by its name. */
  events?: Record<string, (what: never, chart: EChartsType) => void>;
}

export function Chart({ table, ...drawn }: Props) {
  return <Figure label={drawn.label} table={table}><Drawn {...drawn} /></Figure>;
}

function Drawn({ label, height, option, events }: Omit<Props, "table">) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const [ready, setReady] = useState(false);
  const latest = useRef(option);
  latest.current = option;
  const told = useRef(events);
  told.current = events;
  const redraw = useRef<() => void>(() => undefined);
  useEffect(() => {
    let gone = false;
    let dispose = (): void => undefined;
    void import("./echarts.ts").then(({ init }) => {
      if (gone || !box.current) return;
      const chart = init(box.current, null, { renderer: "canvas" });
      redraw.current = () => {
        const t = ink();
        chart.setOption({ animation: false, textStyle: frame(t).text, color: t.cat, ...latest.current(t) }, { notMerge: true });
      };
      redraw.current();
      for (const name of Object.keys(told.current ?? {})) chart.on(name, (what) => told.current?.[name]?.(what as never, chart));
      setReady(true);
      const watch = new ResizeObserver(() => chart.resize());
      watch.observe(box.current);
      dispose = () => {
        watch.disconnect();
        chart.dispose();
      };
    });
    return () => {
      gone = true;
      redraw.current = () => undefined;
      dispose();
    };
  }, []);
  useEffect(() => redraw.current(), [theme, option, ready]);
  return (
    <div className="chartbox" style={{ height }}>
      {!ready && <Loading lines={3} />}
      <div ref={box} role="img" aria-label={label} style={{ height, width: "100%" }} />
    </div>
  );
}
