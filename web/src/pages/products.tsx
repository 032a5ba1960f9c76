import { api, useGet, useList } from "../lib/api.ts";
import { commit, day, moment } from "../lib/format.ts";
import { surveyPath, useAllExperiments } from "../lib/mlflow.ts";
import { homeOf, runsOf } from "../lib/mlflowaddress.ts";
import { Link, page } from "../lib/router.tsx";
import type { Loop, Product } from "../lib/types.ts";
import { Lobby } from "../ui/lobby.tsx";
import { Await, Command, Empty, PageHead, Panel } from "../ui/parts.tsx";

const DEFAULT = "Default";

/** Where one comes in: the products of this server, and what was logged outside of them. */
export function ProductsPage({ known }: { known: boolean }) {
  const products = useList<Product>("/api/v1/products", { every: 10_000 });
  return (
    <Lobby title="Products">
        <PageHead title="Products" sub={known ? "Each is one loop: a goal, its data, its models, and what watches them." : "There is no page of this address; these are the products of this server."} />
        <Await of={products}>
          {(items) =>
            items.length === 0 ? (
              <div className="stack">
                <Logged products={items} />
                <Empty title="No product yet" command="./loopline new my-product">
                  A product is a repository with product.yaml; a complete working example is written for you. Then push it: <code>git remote add loopline {window.location.origin}/git/my-product.git</code>, and <code>git push loopline main</code>.
                </Empty>
              </div>
            ) : (
              <>
                <ul className="cards">{items.map((p) => <ProductCard key={p.name} product={p} />)}</ul>
                <p className="small muted lobbyhint">One more: <Command text="./loopline new my-product" /></p>
                <Logged products={items} />
              </>
            )
          }
        </Await>
    </Lobby>
  );
}

/** So many experiments are named where one comes in; all are a page further. */
const NAMED = 8;

/** What MLflow's clients logged outside of all products. */
function Logged({ products }: { products: Product[] }) {
  const { items } = useAllExperiments("");
  // There from the beginning: of interest where something was logged into it.
  const used = useGet<{ count: number }>(surveyPath(DEFAULT, "count", {})).data?.count ?? 0;
  const names = new Set(products.map((p) => p.name));
  const others = (items ?? []).filter((e) => !names.has(homeOf(e.name)) && (e.name !== DEFAULT || used > 0));
  if (others.length === 0) return null;
  return (
    <Panel title="Logged by MLflow’s clients" right={<><Link to="/experiments">All experiments</Link> <Link to="/search?kind=models">All models</Link></>}>
      <ul className="plainlist loggedlist">
        {others.slice(0, NAMED).map((e) => <li key={e.experiment_id}><Link to={runsOf(homeOf(e.name), e.experiment_id)}>{e.name}</Link> <span className="muted">changed {moment(new Date(Number(e.last_update_time ?? 0)).toISOString())} UTC</span></li>)}
      </ul>
    </Panel>
  );
}

function ProductCard({ product: p }: { product: Product }) {
  const loop = useGet<Loop>(api(p.name, "/loop"));
  const steps = loop.data?.steps ?? [];
  const filled = steps.filter((s) => s.state !== "MISSING").length;
  return (
    <li>
      <Link to={page(p.name)} className="panel productcard">
        <strong>{p.name}</strong>
        <p>{p.spec?.goal ?? "No product.yaml yet: push one to declare the goal."}</p>
        <span className="dots" role="img" aria-label={steps.length ? `${filled} of ${steps.length} steps filled` : "the loop is not known yet"}>
          {steps.map((s) => <i key={s.number} className={s.state.toLowerCase()} />)}
        </span>
        <small className="muted">{steps.length > 0 && `${filled} of ${steps.length} steps · `}{p.commit ? `main ${commit(p.commit)} · ` : ""}since {day(p.createdAt)}</small>
      </Link>
    </li>
  );
}
