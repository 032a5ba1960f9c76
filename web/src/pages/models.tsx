import { useMemo, useRef } from "react";
import { Problem, useGet, usePages } from "../lib/api.ts";
import { type Known } from "../lib/complete.ts";
import { clip, fixed, integer, moment, version as named } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { ranked, useWanted } from "../lib/mlflow.ts";
import { metricsAmong, modelFilter, modelPath, modelsPath, numbersOf, useRegistryEvents, type RegisteredModel, type VersionFigures } from "../lib/registry.ts";
import { Link, page, useAddress, useParam } from "../lib/router.tsx";
import { QueryBar } from "../ui/querybar.tsx";
import { Await, Empty, Failure, PageHead, Panel, Segments } from "../ui/parts.tsx";
import { Table, type Col } from "../ui/table.tsx";
import { Sparkline } from "../ui/versionplot.tsx";

type Scope = "product" | "none" | "all";
type Order = { key: string; up: boolean };

const FIELDS: Known[] = [
  { text: "name", hint: "text", weight: 0 },
  { text: "product", hint: "the product's name; '' for nobody's", weight: 0 },
  { text: "description", hint: "text", weight: 0 },
  { text: "alias", hint: "such as champion", weight: 0, values: ["champion", "challenger"] },
  { text: "tags.owner", hint: "any tag by its key", weight: 0 },
  { text: "creation_timestamp", hint: "> now - 7d, or a date", weight: 0 },
  { text: "last_updated_timestamp", hint: "> now - 7d, or a date", weight: 0 },
];
const SORTS: Record<string, string> = { name: "name", updated: "last_updated_timestamp", created: "creation_timestamp" };
const USUAL: Order = { key: "updated", up: false };
const AT_ONCE = 100;
/** So many versions make the little plot. */
const DRAWN = 40;

const within = (scope: Scope, product: string): string => (scope === "all" ? "" : scope === "none" ? "product = ''" : `product = '${product}'`);
const both = (a: string, b: string): string => (a && b ? `${a} AND (${b})` : a || b);
const asked = (filter: string, more: string[] = []): string => { const given = [...(filter ? [`filter=${encodeURIComponent(filter)}`] : []), ...more]; return given.length > 0 ? `?${given.join("&")}` : ""; };

/** The registry: a product's models, those of nobody, or all. The server filters, sorts and counts. */
export default function Models({ product }: { product: string }) {
  const { query } = useAddress();
  const [, setQuery] = useParam("q");
  const [, setScope] = useParam("of");
  const [, setOrder] = useParam("order");
  const given = query.get("of");
  const scope: Scope = given === "none" || given === "all" ? given : "product";
  useRegistryEvents(scope !== "product");
  const text = query.get("q") ?? "";
  const sorted = query.get("order");
  const order = sorted ? { key: sorted.replace(/^-/, ""), up: !sorted.startsWith("-") } : USUAL;
  const base = within(scope, product);
  const filter = both(base, modelFilter(text));
  const sort = SORTS[order.key] ?? "name";
  const list = usePages<RegisteredModel>(modelsPath(asked(filter, [`order=${encodeURIComponent(`${sort} ${order.up ? "ASC" : "DESC"}`)}`])), AT_ONCE);
  const count = useGet<{ count: number }>(modelsPath(`/count${asked(filter)}`)).data?.count;
  const total = useGet<{ count: number }>(modelsPath(`/count${asked(base)}`)).data?.count;
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ keys: "/", label: "query", run: () => field.current?.focus() }]);
  const wrong = text !== "" && list.error instanceof Problem && list.error.status === 400 ? shifted(list.error, base) : null;
  return (
    <>
      <PageHead title="Models" sub={<>The registry. A model is this product&rsquo;s where its name begins with <code>{product}.</code>; MLflow clients may register any other.</>} />
      <div className="line top0 gap12 gap">
        <QueryBar label="Query of models" query={text} run={(q) => setQuery(q || null)} fields={FIELDS} error={wrong} count={count === undefined ? "…" : text ? `${integer(count)} of ${total === undefined ? "…" : integer(total)}` : integer(count)} example="name LIKE '%cancel%' AND tags.owner = 'mei'" field={field} />
        <Segments label="Whose models" value={scope} options={[["product", "this product's"], ["none", "nobody's"], ["all", "all"]]} onChange={(s) => setScope(s === "product" ? null : s)} />
      </div>
      {wrong ? <p className="muted">The query is not run; it says why, and where.</p> : list.error && !list.items ? <Failure error={list.error} retry={list.refetch} /> : (
        <Await of={list} lines={8}>
          {(items) => items.length === 0 ? <NoModels product={product} scope={scope} filtered={text !== ""} clear={() => setQuery(null)} /> : (
            <Panel><div className={items.length > 20 ? "runlist tallest" : ""}><ModelTable product={product} items={items} total={list.more ? (count ?? items.length) : items.length} tall={items.length > 20} order={order} setOrder={(o) => setOrder(o.key === USUAL.key && o.up === USUAL.up ? null : `${o.up ? "" : "-"}${o.key}`)} end={list.loadMore} all={scope !== "product"} /></div></Panel>
          )}
        </Await>
      )}
    </>
  );
}

/** The server counts columns in the whole query; the one that was typed begins later. */
function shifted(error: Problem, base: string): Error {
  const by = base ? `${base} AND (`.length : 0;
  return new Error(error.message.replace(/\bcolumn (\d+)/, (_, n: string) => `column ${Math.max(1, Number(n) - by)}`));
}

function NoModels({ product, scope, filtered, clear }: { product: string; scope: Scope; filtered: boolean; clear: () => void }) {
  if (filtered) return <Empty title="No model fits the query"><button className="btn s" onClick={clear}>Clear the query</button></Empty>;
  const name = scope === "product" ? `${product}.first` : "sentiment";
  return (
    <Empty title={scope === "product" ? "No model yet" : "No model of this kind yet"} command={`mlflow.sklearn.log_model(model, name="model", registered_model_name="${name}")`}>
      The training pipeline registers the first, with its lineage: run, training set, snapshot, commit. Any MLflow client may register one too: set <code>MLFLOW_TRACKING_URI={window.location.origin}</code>, then
    </Empty>
  );
}

interface TableProps {
  product: string;
  items: RegisteredModel[];
  total: number;
  tall: boolean;
  order: Order;
  setOrder: (order: Order) => void;
  end: () => void;
  all: boolean;
}

function ModelTable({ product, items, total, tall, order, setOrder, end, all }: TableProps) {
  const wanted = useWanted(product);
  const cols = useMemo((): Col<RegisteredModel>[] => {
    const serving = (m: RegisteredModel): number | undefined => m.aliases["champion"] ?? m.latest["PRODUCTION"];
    const link = (m: RegisteredModel, v: number, tone: string) => <Link to={page(product, "models", m.name, v)} className={`chip ${tone}`}>{named(v)}</Link>;
    return [
      { key: "name", head: "Model", sort: () => null, cell: (m) => <><Link to={page(product, "models", m.name)} className="strong">{m.name}</Link>{m.description && <span className="muted small gapl">{clip((m.description.split("\n")[0] ?? "").replace(/[*`#]/g, ""), 60)}</span>}</> },
      ...(all ? [{ key: "product", head: "Product", cell: (m: RegisteredModel) => (m.product ? m.product : <span className="faint">nobody&rsquo;s</span>) }] : []),
      { key: "production", head: "Production", cell: (m) => { const v = serving(m); return v ? link(m, v, "ok") : <span className="faint">none yet</span>; } },
      { key: "newest", head: "Newest", cell: (m) => { const v = Math.max(0, ...Object.values(m.latest)); return v ? link(m, v, "") : <span className="faint">no version</span>; } },
      { key: "aliases", head: "Aliases", cell: (m) => <>{Object.entries(m.aliases).slice(0, 4).map(([a, v]) => <Link key={a} to={page(product, "models", m.name, v)} className="chip acc gapr">{a} {named(v)}</Link>)}</> },
      { key: "versions", head: "Versions", num: true, cell: (m) => integer(m.versions) },
      { key: "trend", head: "Leading metric", cell: (m) => (m.versions > 0 ? <Trend model={m.name} wanted={wanted} /> : "") },
      { key: "owner", head: "Owner", cell: (m) => m.owner ?? <span className="faint">–</span> },
      { key: "updated", head: "Changed", sort: () => null, cell: (m) => moment(m.updatedAt) },
    ];
  }, [product, wanted, all]);
  return <Table tall={tall} label="Models" rows={items} total={total} cols={cols} id={(m) => m.name} to={(m) => page(product, "models", m.name)} order={order} onOrder={setOrder} end={end} />;
}

/** How the metric that matters went: asked for the rows that are in sight. */
function Trend({ model, wanted }: { model: string; wanted: string | null }) {
  const figures = useGet<{ items: VersionFigures[] }>(modelPath(model, `/figures?limit=${DRAWN}`)).data?.items;
  const metric = figures && ranked(metricsAmong(figures), wanted)[0];
  if (!figures || metric === undefined) return <span className="faint">{figures ? "none measured" : ""}</span>;
  const last = figures.find((v) => numbersOf(v.metrics)[metric] !== undefined);
  return <span className="trend"><Sparkline versions={figures} metric={metric} /> <b>{fixed(numbersOf(last?.metrics)[metric], 4)}</b> <span className="muted small">{metric}</span></span>;
}
