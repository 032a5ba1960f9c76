import { decoded } from "./router.tsx";
import type { Json, LogEvent } from "./types.ts";

/** A kind of thing that the API names, as `endpoints` or `endpoints/drift`, and which one of it, where it is one. */
export interface Read {
  kind: string;
  id: string | null;
}

/** What a path of the API reads, for this product; null where it is another's or none of these. */
export function readOf(path: string, product: string): Read | null {
  const parts = (path.split("?")[0] ?? "").split("/").filter(Boolean).map((part) => decoded(part) ?? part);
  if (parts[0] !== "api" || parts[1] !== "v1") return null;
  const own = parts[2] === "products";
  if (own && parts.length === 3) return { kind: "products", id: null };
  if (own && parts[3] !== product) return null;
  const rest = parts.slice(own ? 4 : 2);
  if (rest.length === 0) return { kind: "product", id: null };
  // Names alternate with ids: /endpoints/{endpoint}/drift.
  return { kind: [rest[0], rest[2]].filter(Boolean).join("/"), id: rest[1] ?? null };
}

const text = (data: Json, key: string): string | null => {
  const value = data && typeof data === "object" && !Array.isArray(data) ? data[key] : undefined;
  return typeof value === "string" ? value : null;
};

/** What an event may have changed. A kind stands for all below it: `endpoints` for `endpoints/drift` too. */
export function touched(event: Pick<LogEvent, "type" | "subject" | "data">): Read[] {
  const any = (...kinds: string[]): Read[] => kinds.map((kind) => ({ kind, id: null }));
  const [area, thing] = event.type.split(".");
  switch (area) {
    case "workflow": {
      const run = text(event.data, "run");
      const delivers = /^(delivery|promotion)/.test(text(event.data, "pipeline") ?? "");
      return [...any(...(thing === "run" || thing === "task" ? [] : ["pipelines"]), ...(thing === "run" ? ["lineage"] : []), ...(delivers ? ["deliveries"] : []), "loop"), { kind: "pipeline-runs", id: run }];
    }
    case "features":
      return any(...(thing === "views" || thing === "rules" || thing === "snapshot" ? ["views"] : ["sources", "views"]), "lineage", "loop");
    case "registry":
      return any("models", "model-versions", "promotions", "webhooks", "lineage", "loop");
    case "serving":
      return any("endpoints", "lineage", "loop");
    case "monitoring":
      switch (thing) {
        case "challenge":
        case "rollback":
          return any("challenges", "endpoints", "loop");
        case "data":
          return any("endpoints/performance", "labels", "loop");
        default:
          return any("monitors", "challenges", "endpoints/drift", "endpoints/performance", "loop");
      }
    case "delivery":
      return any("deliveries", "artifacts", "pipelines", "lineage", "loop");
    case "product":
      return any("products", "product", "loop");
    case "source":
      return any("product", "commits", "files", "loop");
    case "time":
      // Not the drift of every day that was: it is long, and an alert reads it again.
      return any("event-time", "endpoints", "loop");
    default:
      return any("loop");
  }
}

export function changes(path: string, product: string, touches: Read[]): boolean {
  const read = readOf(path, product);
  return read !== null && touches.some((t) => (read.kind === t.kind || read.kind.startsWith(`${t.kind}/`)) && (t.id === null || read.id === null || t.id === read.id));
}
