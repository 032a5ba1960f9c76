import { api, Problem, useGet, usePages } from "./api.ts";
import type { DriftColumn, DriftReport, LogEvent } from "./types.ts";

/** One column over time. */
export interface DriftSeries {
  name: string;
  points: { at: string; psi: number; drifted: boolean }[];
  most: number;
}

/** What is known of a monitor's drift over time: every evaluation, or where the server keeps none, its alerts and the newest. */
export interface DriftHistory {
  reports: DriftReport[];
  whole: boolean;
  pending: boolean;
}

/** Evaluations are kept by day, with their bins: so many are long enough a story, and short enough a read. */
const KEPT = 500;

export function useDriftHistory(product: string, monitor: string | null, newest: DriftReport | null, alerts: LogEvent[]): DriftHistory {
  const kept = usePages<DriftReport>(monitor ? api(product, `/monitors/${encodeURIComponent(monitor)}/drift/history`) : null, KEPT);
  const none = kept.error instanceof Problem && kept.error.status === 404;
  if (kept.items && kept.items.length > 0) return { reports: inTime(kept.items), whole: true, pending: false };
  const told = alerts.filter((e) => e.type === "monitoring.drift.detected").map((e) => e.data as unknown as DriftReport).filter((r) => Array.isArray(r?.columns) && typeof r.until === "string");
  return { reports: inTime([...told, ...(newest && newest.rows > 0 ? [newest] : [])]), whole: false, pending: monitor !== null && kept.isPending && !none };
}

const inTime = (reports: DriftReport[]): DriftReport[] => [...reports].sort((a, b) => a.until.localeCompare(b.until));

/** The highest PSI of each month by column, most drifted first: what was high in between is not lost in a mean. */
export function byMonth(reports: DriftReport[]): DriftSeries[] {
  const columns = new Map<string, Map<string, { at: string; psi: number; drifted: boolean }>>();
  for (const report of reports) {
    if (report.rows <= 0) continue;
    const month = report.until.slice(0, 7);
    for (const c of report.columns) {
      const months = columns.get(c.name) ?? new Map<string, { at: string; psi: number; drifted: boolean }>();
      const was = months.get(month);
      months.set(month, { at: month, psi: Math.max(was?.psi ?? 0, c.psi), drifted: (was?.drifted ?? false) || c.drifted });
      columns.set(c.name, months);
    }
  }
  return [...columns].map(([name, months]) => {
    const points = [...months.values()].sort((a, b) => a.at.localeCompare(b.at));
    return { name, points, most: points.reduce((m, p) => Math.max(m, p.psi), 0) };
  }).sort((a, b) => b.most - a.most || a.name.localeCompare(b.name));
}

/** The newest evaluation that kept a column's bins. */
export function withBins(reports: DriftReport[], column: string): { report: DriftReport; column: DriftColumn } | null {
  for (const report of [...reports].reverse()) {
    const found = report.columns.find((c) => c.name === column);
    if (report.rows > 0 && found?.edges && found.expected && found.actual) return { report, column: found };
  }
  return null;
}

export const useDrift = (product: string, endpoint: string) => useGet<DriftReport>(api(product, `/endpoints/${encodeURIComponent(endpoint)}/drift`));
