import { useCallback, useMemo, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent, type ReactNode } from "react";

/** History routing in a page's worth of code: the address is the state. */

const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

if (typeof window !== "undefined") window.addEventListener("popstate", changed);

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) window.history.replaceState(null, "", to);
  else window.history.pushState(null, "", to);
  changed();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAddress(): { path: string; query: URLSearchParams; hash: string } {
  const path = useSyncExternalStore(subscribe, () => window.location.pathname);
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => ({ path, query: new URLSearchParams(search), hash }), [path, search, hash]);
}

/** One parameter of the address's query; null takes it away. */
export function useParam(name: string): [string | null, (value: string | null, push?: boolean) => void] {
  const { query } = useAddress();
  const set = useCallback(
    (value: string | null, push = false) => {
      const next = new URLSearchParams(window.location.search);
      if (value === null || value === "") next.delete(name);
      else next.set(name, value);
      const text = next.toString();
      navigate(window.location.pathname + (text ? `?${text}` : ""), { replace: !push });
    },
    [name],
  );
  return [query.get(name), set];
}

/** Parameters of a path such as `/p/:product/runs/:run`, or null where it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? "";
    if (part.startsWith(":")) {
      const clear = decoded(value);
      if (clear === null) return null;
      found[part.slice(1)] = clear;
    } else if (part !== value) return null;
  }
  return found;
}

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: string;
  children?: ReactNode;
}

export function Link({ to, onClick, children, ...rest }: LinkProps) {
  const click = (e: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(e);
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} onClick={click} {...rest}>
      {children}
    </a>
  );
}

/** Where a product's pages are; every part is encoded. */
export const page = (product: string, ...parts: (string | number)[]): string =>
  ["", "p", product, ...parts].map((part, i) => (i === 0 ? "" : encodeURIComponent(String(part)))).join("/");

/** A part of an address in clear; null where it is broken, as `%E0` is. */
export function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The repository's files and history at a commit. */
export const codeAt = (product: string, commit: string): string => `${page(product, "code")}?revision=${encodeURIComponent(commit)}`;

export const versionAt = (product: string, model: string, version: string | number | null | undefined): string =>
  version === null || version === undefined || version === "" ? page(product, "models", model) : page(product, "models", model, version);

export const snapshotAt = (product: string, view: string, snapshot: string | number): string => `${page(product, "views", view)}?snapshot=${encodeURIComponent(String(snapshot))}`;

/** The page that shows what a path of the API names, with its query; the path itself where there is none. */
export function pageOf(href: string, product: string): string {
  const [path = "", query] = href.replace(/^https?:\/\/[^/]+/, "").split("?");
  const found = placeOfPath(path, product);
  if (found === null) return href;
  return query ? `${found}${found.includes("?") ? "&" : "?"}${query}` : found;
}

function placeOfPath(path: string, product: string): string | null {
  const event = match("/api/v1/events/:id", path);
  if (event) return page(product, "events", event["id"] ?? "");
  const run = match("/api/v1/pipeline-runs/:id", path);
  if (run) return page(product, "pipeline-runs", run["id"] ?? "");
  const prefix = /^(?:\/api\/v1)?\/products\/([^/]+)\/?(.*)$/.exec(path);
  if (!prefix) return null;
  const of = decoded(prefix[1] ?? product);
  const rest = (prefix[2] ?? "").split("/").filter(Boolean).map(decoded);
  if (of === null || rest.includes(null)) return null;
  const [kind, id, , part] = rest as string[];
  switch (kind) {
    case undefined:
      return page(of, "product");
    case "models":
      return id ? versionAt(of, id, part) : page(of, kind);
    case "views":
      return id && part ? snapshotAt(of, id, part) : page(of, kind, ...(id ? [id] : []));
    case "commits":
    case "files":
      return page(of, "code");
    case "sources":
    case "endpoints":
    case "challenges":
    case "deliveries":
    case "predictions":
    case "pipelines":
    case "pipeline-runs":
    case "monitors":
    case "runs":
      return page(of, kind, ...(id ? [id] : []));
    default:
      return null;
  }
}
