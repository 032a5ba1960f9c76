import { useMemo, useRef, useState, type ReactNode } from "react";
import { Problem, useGet } from "../lib/api.ts";
import { clock, day, integer, length, number, short } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { surveyPath, type LoggedKey } from "../lib/mlflow.ts";
import { Link, pageOf } from "../lib/router.tsx";
import { colsOf, columnOf, fieldsOf, useFound, useKinds, useSearchView, wordsIn, type ColumnType, type Item, type SearchKind } from "../lib/search.ts";
import type { Json } from "../lib/types.ts";
import { State } from "../ui/icons.tsx";
import { KindColumns } from "../ui/kindcolumns.tsx";
import { Empty, Failure, Loading, Stale } from "../ui/parts.tsx";
import { QueryBar, SIGNS } from "../ui/querybar.tsx";
import { Table, type Col } from "../ui/table.tsx";

/** One query language over all kinds of things; of a product, or of all of them. */
export default function Search({ product }: { product: string | null }) {
  const kinds = useKinds();
  const [view] = useSearchView();
  if (kinds.error && !kinds.data) return <div className="inset grow"><Failure error={kinds.error} retry={() => void kinds.refetch()} /></div>;
  if (!kinds.data) return <div className="inset grow"><Loading lines={12} /></div>;
  const kind = kinds.data.kinds.find((k) => k.name === view.kind);
  if (!kind) return <div className="inset grow"><Empty title={`Nothing is called ${view.kind} here`}>There are {kinds.data.kinds.map((k, i) => <span key={k.name}>{i > 0 && ", "}<Link to={`?kind=${k.name}`}>{k.title.toLowerCase()}</Link></span>)}.</Empty></div>;
  return <Searched key={kind.name} product={product} kinds={kinds.data.kinds} kind={kind} />;
}

function Searched({ product, kinds, kind }: { product: string | null; kinds: SearchKind[]; kind: SearchKind }) {
  const [view, change] = useSearchView();
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const query = wordsIn(kind, view.query, SIGNS);
  const { found, count } = useFound(kind, product, query, view);
  const keys = useGet<{ items: LoggedKey[] }>(product && kind.name === "runs" ? surveyPath(product, "keys", {}) : null).data?.items;
  const fields = useMemo(() => fieldsOf(kind, keys ?? []), [kind, keys]);
  const cols = colsOf(kind, product, view);
  useKeys([
    { keys: "/", label: "query", run: () => field.current?.focus() },
    { keys: ".", label: "columns", run: () => setOpen(true) },
  ]);
  // What is wrong with the order or the columns is no mark in the query.
  const wrong = found.error instanceof Problem && found.error.code === "QUERY_INVALID" ? found.error : null;
  return (
    <div className="runspage searchpage">
      <div className="runshead">
        <h1>Search</h1>
        <label className="field kindfield"><span className="small muted">for</span>
          <select aria-label="Kind" value={kind.name} onChange={(e) => change({ kind: e.target.value })}>
            {kinds.map((k) => <option key={k.name} value={k.name}>{k.title}</option>)}
          </select>
        </label>
        <QueryBar query={view.query} run={(q) => change({ query: q })} fields={fields} {...(product && kind.name === "runs" ? { valuesAt: (of: { group: string; key: string }) => surveyPath(product, "values", of) } : {})} error={wrong} count={count ? `${count.exact ? "" : "at least "}${integer(count.count)}` : "…"} example={kind.examples[0]?.query ?? ""} field={field} />
        <KindColumns kind={kind} cols={cols} usual={view.cols === null} known={(keys ?? []).map((k) => `${k.group.toLowerCase()}.${k.key}`)} choose={(c) => change({ cols: c })} open={open} setOpen={setOpen} />
      </div>
      {view.query === "" && <Examples kind={kind} product={product} run={(q) => change({ query: q })} />}
      {found.error && found.data && <div className="inset"><Stale error={found.error} refetch={() => void found.refetch()} /></div>}
      {found.error && !found.data ? (
        <div className="inset grow">{wrong ? <p className="muted">The query is not run; it says why, and where.</p> : <Failure error={found.error} retry={() => void found.refetch()} />}</div>
      ) : !found.data ? <div className="inset grow"><Loading lines={12} /></div> : found.data.items.length === 0 ? (
        <div className="inset grow"><Nothing kind={kind} query={view.query} further={found.hasNextPage} reading={found.isFetchingNextPage} more={() => void found.fetchNextPage()} clear={() => change({ query: "" })} /></div>
      ) : (
        <Results kind={kind} product={product} items={found.data.items} columns={found.data.columns} total={found.hasNextPage ? Math.max(count?.exact ? count.count : 0, found.data.items.length) : found.data.items.length} more={() => { if (found.hasNextPage && !found.isFetchingNextPage && !found.isFetchNextPageError) void found.fetchNextPage(); }} />
      )}
    </div>
  );
}

/** What could be asked: a click asks it. */
function Examples({ kind, product, run }: { kind: SearchKind; product: string | null; run: (query: string) => void }) {
  return (
    <div className="inset examples">
      <p className="small muted">{kind.about} {product === null ? "Of all products." : `Of ${product}; `}{product !== null && <Link to={`/search?kind=${kind.name}`}>search all products</Link>}</p>
      <ul>
        {kind.examples.map((e) => <li key={e.query}><button className="linkish" onClick={() => run(e.query)}><code>{e.query}</code></button> <span className="small muted">{e.finds}</span></li>)}
      </ul>
    </div>
  );
}

function Nothing({ kind, query, further, reading, more, clear }: { kind: SearchKind; query: string; further: boolean; reading: boolean; more: () => void; clear: () => void }) {
  const things = kind.title.toLowerCase();
  if (further) return <Empty title="Nothing fits among the newest that were looked through"><button className="btn s" disabled={reading} onClick={more}>{reading ? "Looking" : "Look further back"}</button></Empty>;
  if (query === "") return <Empty title={`No ${things} yet`}>{kind.about} They show here as soon as there are any.</Empty>;
  return <Empty title={`No ${things} fit the query`}><button className="btn s" onClick={clear}>Clear the query</button></Empty>;
}

interface ResultsProps {
  kind: SearchKind;
  product: string | null;
  items: Item[];
  columns: { name: string; type: ColumnType }[];
  total: number;
  more: () => void;
}

function Results({ kind, product, items, columns, total, more }: ResultsProps) {
  const [view, change] = useSearchView();
  const cols = useMemo(() => columns.map((c, i): Col<Item> => colOf(kind, product, c, i === 0)), [kind, product, columns]);
  const rows = useMemo(() => items.map((item, at) => ({ ...item, at })), [items]);
  const [usual = "", direction] = kind.order.split(/,/)[0]?.split(" ") ?? [];
  return <Table tall label={kind.title} rows={rows} total={total} cols={cols} id={(r) => String(r["at"])} to={(r) => (r.href ? pageOf(r.href, product ?? "") : window.location.href)} order={view.order ?? { key: usual, up: direction !== "DESC" }} onOrder={(order) => change({ order })} end={more} />;
}

function colOf(kind: SearchKind, product: string | null, { name, type }: { name: string; type: ColumnType }, first: boolean): Col<Item> {
  const ordered = columnOf(kind, name)?.ordered ?? false;
  const states = /^(status|state)$/.test(name);
  return {
    key: name,
    head: name,
    num: type === "number" || type === "duration",
    ...(ordered ? { sort: () => null } : {}),
    cell: (item) => {
      const value = item[name];
      const told = states && typeof value === "string" ? <State state={value} /> : shown(value, type);
      return first && item.href ? <Link to={pageOf(item.href, product ?? "")} className={type === "text" ? "mono" : ""}>{told}</Link> : told;
    },
  };
}

/** A value as its column's type is read. */
function shown(value: Json | undefined, type: ColumnType): ReactNode {
  if (value === null || value === undefined || value === "") return "–";
  if (type === "time" && typeof value === "string") return `${day(value)} ${clock(value)}`;
  if (type === "duration" && typeof value === "number") return length(value / 1000);
  if (typeof value === "number") return number(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[0-9a-f]{32,64}$/.test(text) ? short(text, 12) : text;
}
