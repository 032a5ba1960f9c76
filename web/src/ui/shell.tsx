import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { api, useGet, useList } from "../lib/api.ts";
import { clock, integer, stamp } from "../lib/format.ts";
import { KeyContext, useKeys, type KeyBook, type KeyVerb } from "../lib/keys.ts";
import { useLive } from "../lib/live.tsx";
import { Link, navigate, page } from "../lib/router.tsx";
import { switchTheme } from "../lib/theme.ts";
import type { EventTime, LogEvent, Page, Product } from "../lib/types.ts";
import { Icon } from "./icons.tsx";
import { NAV, navTo, placeOf } from "./nav.ts";
import { Palette } from "./palette.tsx";

const CAPS: Record<string, string> = { Escape: "Esc", ArrowLeft: "←", ArrowRight: "→" };
const caps = (keys: string): string => keys.split("/").map((k) => CAPS[k] ?? (k || "/")).filter((k, i, all) => all.indexOf(k) === i).join(" ");

/** Keys of all that is on the page, for the bar and the help. */
export function KeyProvider({ children }: { children: (verbs: KeyVerb[]) => ReactNode }) {
  const sources = useRef(new Set<() => KeyVerb[]>());
  const [, redraw] = useState(0);
  const book = useMemo<KeyBook>(
    () => ({
      add: (verbs) => {
        sources.current.add(verbs);
        redraw((n) => n + 1);
        return () => {
          sources.current.delete(verbs);
          redraw((n) => n + 1);
        };
      },
    }),
    [],
  );
  const named = new Set<string>();
  const verbs = [...sources.current].flatMap((source) => source()).filter((v) => !named.has(v.keys + v.label) && named.add(v.keys + v.label));
  return <KeyContext.Provider value={book}>{children(verbs)}</KeyContext.Provider>;
}

export interface Crumb {
  title: string;
  to?: string;
}

export function Shell({ product, path, part, crumbs, flush = false, children }: { product: string; path: string; part: string; crumbs: Crumb[]; flush?: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const [finding, setFinding] = useState(false);
  const [help, setHelp] = useState(false);
  const place = placeOf(part);
  const last = crumbs.at(-1)?.title ?? place?.item.title ?? "Loopline";
  useEffect(() => {
    document.title = `${last} · ${product} · Loopline`;
  }, [last, product]);
  useEffect(() => setOpen(false), [path]);
  // A new page is where one goes on from, by keyboard and by ear; the first one begins as the browser has it.
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    main.current?.focus({ preventScroll: true });
    main.current?.scrollTo?.(0, 0);
  }, [path]);
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      if ((e.metaKey || e.ctrlKey) && e.key.toLowerCase() === "k") {
        e.preventDefault();
        setFinding(true);
      }
    };
    window.addEventListener("keydown", down);
    return () => window.removeEventListener("keydown", down);
  }, []);
  return (
    <KeyProvider>
      {(verbs) => (
        <>
          <a className="skip" href="#main">Skip to content</a>
          <div className={`app${open ? " railopen" : ""}`}>
            <Rail product={product} part={part} find={() => setFinding(true)} />
            <Top product={product} part={part} crumbs={crumbs} menu={() => setOpen(!open)} open={open} />
            <main id="main" ref={main} aria-label={last} className={flush ? "flush" : ""} tabIndex={-1}>{children}</main>
            <Keys product={product} verbs={verbs} help={() => setHelp(true)} />
          </div>
          <Heard page={`${last}, ${product}`} path={path} />
          {finding && <Palette product={product} close={() => setFinding(false)} />}
          {help && <Help verbs={verbs} close={() => setHelp(false)} />}
        </>
      )}
    </KeyProvider>
  );
}

/** Says to those who hear the page which one it is now, and what has finished, failed or alerts. */
function Heard({ page: name, path }: { page: string; path: string }) {
  const { said, state } = useLive();
  return (
    <div className="sr">
      <p role="status" key={path}>{name}</p>
      <p role="status">{said}</p>
      <p role="status">{state.status === "lost" ? "Connection lost" : ""}</p>
    </div>
  );
}

function Rail({ product, part, find }: { product: string; part: string; find: () => void }) {
  const spec = useGet<Product>(api(product));
  const stored = useGet<Page<LogEvent>>(`/api/v1/events?product=${encodeURIComponent(product)}&limit=1`).data?.items[0];
  const { events } = useLive();
  const head = (events[0]?.position ?? 0) > (stored?.position ?? 0) ? events[0] : stored;
  // The rail stands on every page: what waits for approval is counted once, and again as the registry changes.
  const waiting = useGet<{ count: number }>(`/api/v1/promotions/count?product=${encodeURIComponent(product)}`).data?.count ?? 0;
  const lacks = spec.data?.missingForTraining?.length ?? 0;
  return (
    <nav className="rail" aria-label="Main">
      <Switcher product={product} />
      <button className="find" onClick={find}><Icon name="find" /><span>Find or run</span><kbd>⌘K</kbd></button>
      {NAV.map((group) => (
        <div key={group.zone + group.title}>
          {group.title && <h2 className={`z${(group.zone || "x").toLowerCase()}`}>{group.zone && <b>{group.zone}</b>}{group.title}</h2>}
          <ul>
            {group.items.map((item) => (
              <li key={item.part}>
                <Link to={navTo(product, item)} aria-current={item.part === part || item.also?.includes(part) ? "page" : undefined}>
                  {item.title}
                  {item.part === "product" && lacks > 0 ? <em title={`${lacks} open`}>{lacks}</em> : item.part === "approvals" && waiting > 0 ? <em title={`${waiting} waiting`}>{waiting}</em> : item.mark && <i>{item.mark}</i>}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <footer>{head ? <><Link to={page(product, "events", head.id)} className="plain">log at #{integer(head.position)}</Link><br /><span title={`The newest event's hash, chained to all before it: ${head.hash}. Prove it with ./loopline audit verify`}>chained, <code>{head.hash.slice(0, 10)}</code></span></> : "no events yet"}</footer>
    </nav>
  );
}

function Switcher({ product }: { product: string }) {
  const [open, setOpen] = useState(false);
  const products = useList<Product>("/api/v1/products");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const away = (e: Event) => {
      if (!box.current?.contains(e.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const keys = (e: React.KeyboardEvent) => {
    if (e.key === "Escape") {
      setOpen(false);
      box.current?.querySelector<HTMLElement>("button")?.focus();
    }
    if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
    e.preventDefault();
    const items = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + (e.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]?.focus();
  };
  return (
    <div className="switchbox" ref={box} onKeyDown={keys}>
      <button className="switch" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} title="Switch product">
        <svg width="16" height="16" aria-hidden="true"><use href="#i-loop" /></svg>
        <span>{product}</span>
        <Icon name="down" tone="faint" />
      </button>
      {open && (
        <div className="menu" role="menu" aria-label="Products">
          {products.items?.map((p) => (
            <Link key={p.name} role="menuitem" to={page(p.name)} onClick={() => setOpen(false)} aria-current={p.name === product ? "true" : undefined}>
              <strong>{p.name}</strong>
              <small>{p.spec?.goal ?? "no product.yaml yet"}</small>
            </Link>
          ))}
          {products.error && <p className="small fail-t">{products.error.message}</p>}
          <Link role="menuitem" to="/" onClick={() => setOpen(false)}><small>All products</small></Link>
        </div>
      )}
    </div>
  );
}

function Top({ product, part, crumbs, menu, open }: { product: string; part: string; crumbs: Crumb[]; menu: () => void; open: boolean }) {
  const { state } = useLive();
  const place = placeOf(part);
  const trail: Crumb[] = [{ title: product, to: page(product) }];
  if (place?.group.title) trail.push({ title: place.group.title });
  if (place && crumbs.length > 0) trail.push({ title: place.item.title, to: navTo(product, place.item) });
  trail.push(...crumbs);
  if (place && crumbs.length === 0) trail.push({ title: place.item.title });
  return (
    <header className="top">
      <button className="btn quiet s menubtn" onClick={menu} aria-expanded={open} aria-label="Navigation"><Icon name="menu" /></button>
      <nav className="crumbs" aria-label="Breadcrumbs">
        {trail.map((crumb, i) => (
          <span key={i} className="crumb">
            {i > 0 && <span aria-hidden="true">/</span>}
            {i === trail.length - 1 ? <b aria-current="page">{crumb.title}</b> : crumb.to ? <Link to={crumb.to}>{crumb.title}</Link> : <span className="muted">{crumb.title}</span>}
          </span>
        ))}
      </nav>
      <div className="right">
        {state.status === "live" && <span className="chip acc">live</span>}
        {state.status === "connecting" && <span className="chip">connecting</span>}
        {state.status === "lost" && <span className="chip wait">connection lost since {clock(state.since, true)} UTC; values age</span>}
        <button className="btn quiet s" onClick={switchTheme} title="Switch between light and dark">Theme</button>
      </div>
    </header>
  );
}

function Keys({ product, verbs, help }: { product: string; verbs: KeyVerb[]; help: () => void }) {
  const time = useGet<EventTime>(api(product, "/event-time"));
  const go = useCallback((part: string) => navigate(part ? page(product, part) : page(product)), [product]);
  useKeys([
    { keys: "?", label: "all keys", run: help },
    ...[["1", ""], ["2", "runs"], ["3", "pipelines"], ["4", "endpoints"], ["5", "monitors"]].map(([key, part]) => ({
      keys: key ?? "",
      label: `go to ${part || "the loop"}`,
      run: () => go(part ?? ""),
    })),
  ]);
  const shown = verbs.filter((v) => !v.label.startsWith("go to ") && v.keys !== "?");
  return (
    <footer className="keys">
      {shown.slice(0, 7).map((v) => <span key={v.keys + v.label}><kbd>{caps(v.keys)}</kbd> {v.label}</span>)}
      <span><kbd>?</kbd> all keys</span>
      <span className="right">event time {time.data ? stamp(time.data.at) : time.error ? "unknown" : "…"}</span>
    </footer>
  );
}

function Help({ verbs, close }: { verbs: KeyVerb[]; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="sheet" onClose={close} onClick={(e) => e.target === dialog.current && dialog.current?.close()} aria-label="All keys">
      <div>
        <h2>Keys of this page</h2>
        <ul className="keylist">
          {verbs.map((v) => <li key={v.keys + v.label}><span>{caps(v.keys).split(" ").map((k) => <kbd key={k}>{k}</kbd>)}</span>{v.label}</li>)}
          <li><span><kbd>⌘K</kbd></span>find anything</li>
          <li><span><kbd>Esc</kbd></span>close</li>
        </ul>
      </div>
    </dialog>
  );
}
