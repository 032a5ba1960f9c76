import { useEffect, useMemo, useRef, useState } from "react";
import { api, useList } from "../lib/api.ts";
import { navigate, page } from "../lib/router.tsx";
import { switchTheme } from "../lib/theme.ts";
import type { Endpoint, Model, Pipeline, Product, Source, View } from "../lib/types.ts";
import { NAV, navTo } from "./nav.ts";

interface Hit {
  kind: string;
  title: string;
  run: () => void;
}

/** Every letter of the query in order; what stands together and early comes first. */
export function score(query: string, text: string): number {
  const q = query.toLowerCase().replace(/\s+/g, "");
  const t = text.toLowerCase();
  if (!q) return 1;
  const whole = t.indexOf(q);
  if (whole >= 0) return 100 - whole;
  let at = -1;
  let gaps = 0;
  for (const letter of q) {
    const next = t.indexOf(letter, at + 1);
    if (next < 0) return 0;
    gaps += next - at - 1;
    at = next;
  }
  return Math.max(1, 50 - gaps);
}

export function Palette({ product, close }: { product: string; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const products = useList<Product>("/api/v1/products");
  const models = useList<Model>(api(product, "/models"));
  const endpoints = useList<Endpoint>(api(product, "/endpoints"));
  const pipelines = useList<Pipeline>(api(product, "/pipelines"));
  const views = useList<View>(api(product, "/views"));
  const sources = useList<Source>(api(product, "/sources"));
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no clean-up.
    document.getElementById(`hit-${at}`)?.scrollIntoView?.({ block: "nearest" });
  }, [at, query]);

  const all = useMemo<Hit[]>(() => {
    const to = (kind: string, title: string, path: string): Hit => ({ kind, title, run: () => navigate(path) });
    return [
      ...NAV.flatMap((group) => group.items.map((item) => to("page", item.title, navTo(product, item)))),
      ...(endpoints.items ?? []).map((e) => to("endpoint", e.name, page(product, "endpoints", e.name))),
      ...(endpoints.items ?? []).map((e) => to("monitor", `${e.name}, monitored`, page(product, "monitors", e.name))),
      ...(models.items ?? []).map((m) => to("model", m.name, page(product, "models", m.name))),
      ...(pipelines.items ?? []).map((p) => to("pipeline", p.name, page(product, "pipelines", p.name))),
      ...(views.items ?? []).map((v) => to("view", v.name, page(product, "views", v.name))),
      ...(sources.items ?? []).map((s) => to("source", s.name, page(product, "sources", s.name))),
      ...(products.items ?? []).filter((p) => p.name !== product).map((p) => to("product", p.name, page(p.name))),
      { kind: "verb", title: "Switch between light and dark", run: switchTheme },
    ];
  }, [product, products.data, models.data, endpoints.data, pipelines.data, views.data, sources.data]);

  const id = query.trim();
  const hits = all
    .map((hit) => ({ hit, score: score(query, `${hit.title} ${hit.kind}`) }))
    .filter((h) => h.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((h) => h.hit)
    .slice(0, 12);
  if (/^[\w.:-]{8,}$/.test(id)) {
    hits.push({ kind: "trace", title: `Trace prediction ${id}`, run: () => navigate(page(product, "predictions", id)) });
    hits.push({ kind: "run", title: `Open run ${id}`, run: () => navigate(page(product, "runs", id)) });
    hits.push({ kind: "event", title: `Open event ${id}`, run: () => navigate(page(product, "events", id)) });
  }
  const choose = (hit: Hit | undefined) => {
    dialog.current?.close();
    hit?.run();
  };
  return (
    <dialog ref={dialog} className="sheet palette" onClose={close} onClick={(e) => e.target === dialog.current && dialog.current?.close()} aria-label="Find or run">
      <div>
        <input
          autoFocus
          role="combobox"
          aria-label="Find an object, a page or a verb"
          aria-expanded="true"
          aria-controls="hits"
          aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
          placeholder="Find an object, go to a page, or paste an id"
          value={query}
          onChange={(e) => { setQuery(e.target.value); setAt(0); }}
          onKeyDown={(e) => {
            if (e.key === "ArrowDown" || e.key === "ArrowUp") {
              e.preventDefault();
              setAt((at + (e.key === "ArrowDown" ? 1 : hits.length - 1)) % Math.max(1, hits.length));
            } else if (e.key === "Enter") {
              e.preventDefault();
              choose(hits[at]);
            }
          }}
        />
        <ul id="hits" role="listbox" aria-label="Found">
          {hits.map((hit, i) => (
            <li key={`${i} ${hit.kind} ${hit.title}`} id={`hit-${i}`} role="option" aria-selected={i === at} onMouseEnter={() => setAt(i)} onClick={() => choose(hit)}>
              <span>{hit.title}</span><small>{hit.kind}</small>
            </li>
          ))}
          {hits.length === 0 && <li className="muted">Nothing of this name here.</li>}
        </ul>
      </div>
    </dialog>
  );
}
