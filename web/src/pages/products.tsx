import { api, useGet, useList } from "../lib/api.ts";
import { commit, day } from "../lib/format.ts";
import { Link, page } from "../lib/router.tsx";
import type { Loop, Product } from "../lib/types.ts";
import { Lobby } from "../ui/lobby.tsx";
import { Await, Command, Empty, PageHead } from "../ui/parts.tsx";

/** Where one comes in: the products of this server. */
export function ProductsPage({ known }: { known: boolean }) {
  const products = useList<Product>("/api/v1/products", { every: 10_000 });
  return (
    <Lobby title="Products">
        <PageHead title="Products" sub={known ? "Each is one loop: a goal, its data, its models, and what watches them." : "There is no page of this address; these are the products of this server."} />
        <Await of={products}>
          {(items) =>
            items.length === 0 ? (
              <Empty title="No product yet" command="./loopline new my-product">
                A product is a repository with product.yaml; a complete working example is written for you. Then push it: <code>git remote add loopline {window.location.origin}/git/my-product.git</code>, and <code>git push loopline main</code>.
              </Empty>
            ) : (
              <>
                <ul className="cards">{items.map((p) => <ProductCard key={p.name} product={p} />)}</ul>
                <p className="small muted lobbyhint">One more: <Command text="./loopline new my-product" /></p>
              </>
            )
          }
        </Await>
    </Lobby>
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
