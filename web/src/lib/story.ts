import type { Glyph } from "../ui/icons.tsx";
import { fixed, integer, length, number, plural, short, signed, version } from "./format.ts";
import { codeAt, page, snapshotAt, versionAt } from "./router.tsx";
import type { Json, LogEvent } from "./types.ts";

/** An event as a sentence, with the glyph of its state and the page that shows more. */
export interface Told {
  glyph: Glyph;
  text: string;
  small?: string;
  to?: string;
}

type Data = Record<string, Json>;

const text = (data: Data, ...keys: string[]): string | undefined => {
  for (const key of keys) {
    const value = data[key];
    if (typeof value === "string" && value) return value;
    if (typeof value === "number") return String(value);
  }
  return undefined;
};

const num = (data: Data, ...keys: string[]): number | undefined => {
  for (const key of keys) if (typeof data[key] === "number") return data[key];
  return undefined;
};

function outcome(verb: string): Glyph {
  if (["failed", "dropped", "cancelled"].includes(verb)) return "fail";
  if (["succeeded", "finished", "applied", "ended", "committed"].includes(verb)) return "done";
  // Long over by the time it is read: nothing turns.
  if (verb === "started") return "begin";
  return "miss";
}

/** `product.model/7` names a version where the data do not. */
const modelOf = (data: Data, event: LogEvent): string => text(data, "model") ?? event.subject.replace(/\/[^/]*$/, "");
const versionOf = (data: Data, event: LogEvent): string | undefined => text(data, "version") ?? /\/([^/]+)$/.exec(event.subject)?.[1];
const named = (data: Data, event: LogEvent): string => `${modelOf(data, event).replace(`${event.product}.`, "")} ${version(versionOf(data, event))}`;
const modelPage = (product: string, data: Data, event: LogEvent): string => versionAt(product, modelOf(data, event), versionOf(data, event));

export function tell(event: LogEvent): Told {
  const data: Data = event.data && typeof event.data === "object" && !Array.isArray(event.data) ? event.data : {};
  const product = event.product ?? "";
  const parts = event.type.split(".");
  const verb = parts.at(-1) ?? "";
  const rest = (small?: string, to?: string) => ({ ...(small ? { small } : {}), ...(to && product ? { to } : {}) });
  const seconds = num(data, "seconds");
  const took = seconds === undefined || verb === "started" ? undefined : length(seconds);

  if (event.type.startsWith("workflow.run.")) {
    const run = text(data, "run") ?? event.subject;
    return { glyph: outcome(verb), text: `Pipeline ${text(data, "pipeline") ?? ""} ${verb}`, ...rest([took, text(data, "error")].filter(Boolean).join(" · ") || text(data, "trigger")?.replace(/^evt_.*/, ""), page(product, "pipeline-runs", run)) };
  }
  if (event.type.startsWith("workflow.task.")) {
    const run = text(data, "run") ?? event.subject;
    return { glyph: outcome(verb), text: `${text(data, "pipeline") ?? "Pipeline"}: ${text(data, "task") ?? ""} ${verb}`, ...rest(text(data, "error") ?? took, page(product, "pipeline-runs", run)) };
  }
  switch (event.type) {
    case "product.created":
      return { glyph: "push", text: `Product ${text(data, "name") ?? event.subject} created`, ...rest(`by ${event.actor}`) };
    case "product.declared":
      return { glyph: "done", text: "product.yaml declared", ...rest(`by ${event.actor}`, page(product, "product")) };
    case "source.push": {
      const commits = Array.isArray(data["commits"]) ? (data["commits"] as { message?: string; author?: string }[]) : [];
      const message = commits[0]?.message?.split("\n")[0];
      return { glyph: "push", text: `Push to ${(text(data, "ref") ?? event.subject).replace("refs/heads/", "")}`, ...rest([message, short(text(data, "after")), `by ${event.actor}`].filter((t) => t && t !== "–").join(" · "), text(data, "after") ? codeAt(product, text(data, "after") ?? "") : page(product, "code")) };
    }
    case "features.source.uploaded":
      return { glyph: "done", text: `Source ${text(data, "source") ?? event.subject} uploaded`, ...rest(text(data, "name"), page(product, "sources", text(data, "source") ?? event.subject)) };
    case "features.analysis.finished": {
      const rows = num(data, "rows");
      return { glyph: "done", text: `Source ${text(data, "source") ?? event.subject} analysed`, ...rest(rows === undefined ? undefined : `${integer(rows)} rows`, page(product, "sources", text(data, "source") ?? event.subject)) };
    }
    case "features.ingested": {
      const rows = num(data, "rows");
      return { glyph: "done", text: `${rows === undefined ? "Rows" : plural(rows, "row")} taken in`, ...rest([text(data, "source") ?? event.subject, num(data, "rejected") ? `${integer(num(data, "rejected"))} refused` : undefined, took].filter(Boolean).join(" · "), page(product, "sources", text(data, "source") ?? event.subject)) };
    }
    case "features.snapshot.committed": {
      const rows = num(data, "rows");
      const view = text(data, "view") ?? event.subject;
      const snapshot = text(data, "snapshot", "digest");
      return { glyph: "done", text: `Snapshot ${snapshot ? `${short(snapshot)} ` : ""}of ${view}`, ...rest(rows === undefined ? undefined : `${integer(rows)} rows`, snapshot ? snapshotAt(product, view, snapshot) : page(product, "views", view)) };
    }
    case "registry.version.registered":
      return { glyph: "done", text: `${named(data, event)} registered`, ...rest(undefined, modelPage(product, data, event)) };
    case "registry.version.promoted":
      return { glyph: "up", text: `${named(data, event)} promoted`, ...rest(undefined, modelPage(product, data, event)) };
    case "registry.version.rejected":
      return { glyph: "miss", text: `${named(data, event)} rejected`, ...rest(undefined, modelPage(product, data, event)) };
    case "registry.version.staged":
    case "registry.version.aliased": {
      const evidence = data["evidence"];
      const how = evidence && typeof evidence === "object" && !Array.isArray(evidence) ? (text(evidence, "stage")?.toLowerCase() ?? Object.keys(evidence)[0]) : undefined;
      return { glyph: "done", text: `${named(data, event)} is ${how ?? verb}`, ...rest(undefined, modelPage(product, data, event)) };
    }
    case "serving.endpoint.deployed":
      return { glyph: "up", text: `${version(text(data, "version"))} deployed as ${(text(data, "role") ?? "").toLowerCase()}`, ...rest(`at ${text(data, "endpoint") ?? event.subject}`, page(product, "endpoints", text(data, "endpoint") ?? event.subject)) };
    case "serving.endpoint.withdrawn":
      return { glyph: "miss", text: `${(text(data, "role") ?? "version").toLowerCase()} withdrawn`.replace(/^./, (c) => c.toUpperCase()), ...rest(`from ${text(data, "endpoint") ?? event.subject}`, page(product, "endpoints", text(data, "endpoint") ?? event.subject)) };
    case "monitoring.drift.detected": {
      const report = (data["report"] ?? data["evidence"] ?? data) as Data;
      const columns = Array.isArray(report["columns"]) ? (report["columns"] as { name: string; psi: number; drifted: boolean }[]).filter((c) => c.drifted).sort((a, b) => b.psi - a.psi) : [];
      return { glyph: "drift", text: columns.length ? `Drift in ${columns.slice(0, 2).map((c) => c.name).join(", ")}${columns.length > 2 ? ` and ${columns.length - 2} more` : ""}` : "Drift detected", ...rest(columns[0] ? `PSI ${number(columns[0].psi, 2)}, ${plural(columns.length, "column")}` : undefined, page(product, "monitors", text(data, "endpoint") ?? event.subject)) };
    }
    case "monitoring.accuracy.dropped":
      return { glyph: "drift", text: `AUC dropped to ${fixed(num(data, "auc"))}`, ...rest(`reference ${fixed(num(data, "reference"))}, ${integer(num(data, "rows"))} labels`, page(product, "monitors", text(data, "endpoint") ?? event.subject)) };
    case "monitoring.challenge.started":
      return { glyph: "begin", text: text(data, "champion") ? `${version(text(data, "challenger"))} challenges ${version(text(data, "champion"))}` : `${version(text(data, "challenger"))} is the first`, ...rest(text(data, "endpoint"), page(product, "challenges", text(data, "id") ?? event.subject)) };
    case "monitoring.challenge.decided":
    case "monitoring.rollback.requested": {
      const state = text(data, "state") ?? "decided";
      const evidence = data["evidence"] as { difference?: number } | null | undefined;
      return {
        glyph: state === "PROMOTED" ? "up" : state === "ROLLED_BACK" ? "fail" : "miss",
        text: `${version(text(data, "challenger"))} ${state.toLowerCase().replace("_", " ")}${state === "PROMOTED" ? " to champion" : ""}`,
        ...rest(evidence && typeof evidence.difference === "number" ? `AUC ${signed(evidence.difference)} against ${version(text(data, "champion"))}` : text(data, "reason"), page(product, "challenges", text(data, "id") ?? event.subject)),
      };
    }
    case "monitoring.data.arrived": {
      const labels = num(data, "accepted", "recorded", "stored", "labels", "fresh");
      return { glyph: "done", text: labels === undefined ? "Labels arrived" : `${plural(labels, "label")} arrived`, ...rest(undefined, page(product, "monitors")) };
    }
    case "time.advanced":
      return { glyph: "time", text: `Event time is ${(text(data, "at") ?? "").slice(0, 16).replace("T", " ")}` };
    case "delivery.artifact.delivered":
      return { glyph: "done", text: `Artifact version ${text(data, "version") ?? ""} delivered`, ...rest(short(text(data, "digest") ?? event.subject, 12), `${page(product, "deliveries")}?artifact=${encodeURIComponent(text(data, "digest") ?? event.subject)}`) };
    default: {
      if (event.type.startsWith("delivery.")) {
        return { glyph: outcome(verb), text: `${parts[1] === "promotion" ? "Promotion" : "Delivery"} ${verb}`, ...rest([short(text(data, "commit")), took].filter((t) => t && t !== "–").join(" · "), page(product, "deliveries", text(data, "delivery", "id") ?? event.subject)) };
      }
      return { glyph: outcome(verb), text: event.type.replaceAll(".", " "), ...rest(text(data, "error", "reason") ?? (event.subject === product ? undefined : event.subject)) };
    }
  }
}
