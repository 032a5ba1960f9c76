import { codeAt, page, pageOf, snapshotAt, versionAt } from "./router.tsx";
import type { TraceNode } from "./types.ts";

type Thing = Pick<TraceNode, "kind" | "id" | "title" | "facts" | "href" | "presence">;

export const isGone = (node: Pick<Thing, "presence">): boolean => node.presence === "REMOVED" || node.presence === "UNKNOWN";

/** What is to be said of a node that is not there; nothing of one that is. */
export const goneWords = (node: Pick<Thing, "presence">): string => (node.presence === "REMOVED" ? "removed for good" : node.presence === "UNKNOWN" ? "not on this server" : "");

/** `booking/75` names a snapshot of a view, `product.model/7` a version of a model. */
function split(id: string): [string, string] {
  const at = id.lastIndexOf("/");
  return at < 0 ? [id, ""] : [id.slice(0, at), id.slice(at + 1)];
}

/** The page of a node, as near to what it names as there is one; none of what is gone. */
export function nodePage(product: string, node: Thing): string | null {
  if (isGone(node)) return null;
  const [name, of] = split(node.id);
  switch (node.kind) {
    case "run":
      return page(product, "runs", node.id);
    case "goal":
      return page(product, "product");
    case "commit":
      return codeAt(product, node.facts["commit"] ?? node.id);
    case "source":
    case "source file":
      return page(product, "sources", node.kind === "source" ? node.id : name);
    case "feature view":
      return page(product, "views", name);
    case "pipeline run":
      return page(product, "pipeline-runs", node.id);
    case "deployment":
      return node.facts["endpoint"] ? page(product, "endpoints", node.facts["endpoint"]) : null;
    case "predictions":
      return `${page(product, "predictions")}?${new URLSearchParams({ endpoint: name, version: of }).toString()}`;
    case "build":
      return node.id.startsWith("sha256:") ? `${page(product, "deliveries")}?artifact=${encodeURIComponent(node.id)}` : page(product, "deliveries", node.id);
    case "data snapshot":
      return of ? snapshotAt(product, name, of) : page(product, "views", name);
    case "training set":
    case "model version":
      return versionAt(product, name, of);
    case "features": {
      const view = node.facts["view"] ?? / of (\S+)$/.exec(node.title)?.[1];
      return view ? page(product, "views", view) : page(product, "views");
    }
    case "prediction":
      return page(product, "predictions", node.id);
    default:
      return node.href ? pageOf(node.href, product) : null;
  }
}
