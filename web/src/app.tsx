import { Component, lazy, Suspense, useEffect, type ReactNode } from "react";
import { version as named } from "./lib/format.ts";
import { LiveProvider } from "./lib/live.tsx";
import { namedBy } from "./lib/mlflowaddress.ts";
import { decoded, match, navigate, page, pageOf, useAddress } from "./lib/router.tsx";
import { LoopPage } from "./pages/loop.tsx";
import { MlflowAddress } from "./pages/mlflow-address.tsx";
import { ProductsPage } from "./pages/products.tsx";
import { Sprite } from "./ui/icons.tsx";
import { Empty, Failure, Loading } from "./ui/parts.tsx";
import { Lobby } from "./ui/lobby.tsx";
import { Shell, type Crumb } from "./ui/shell.tsx";

const ProductPage = lazy(() => import("./pages/product.tsx"));
const Sources = lazy(() => import("./pages/sources.tsx"));
const SourcePage = lazy(() => import("./pages/source.tsx"));
const Views = lazy(() => import("./pages/views.tsx"));
const Experiments = lazy(() => import("./pages/experiments.tsx"));
const Runs = lazy(() => import("./pages/runs.tsx"));
const RunPage = lazy(() => import("./pages/run.tsx"));
const Compare = lazy(() => import("./pages/compare.tsx"));
const Pipelines = lazy(() => import("./pages/pipelines.tsx"));
const PipelineRunPage = lazy(() => import("./pages/pipeline-run.tsx"));
const Models = lazy(() => import("./pages/models.tsx"));
const ModelPage = lazy(() => import("./pages/model.tsx"));
const VersionPage = lazy(() => import("./pages/version.tsx"));
const VersionsCompare = lazy(() => import("./pages/versions-compare.tsx"));
const Approvals = lazy(() => import("./pages/approvals.tsx"));
const Webhooks = lazy(() => import("./pages/webhooks.tsx"));
const LlmTraces = lazy(() => import("./pages/llm-traces.tsx"));
const LlmTracePage = lazy(() => import("./pages/llm-trace.tsx"));
const Evaluation = lazy(() => import("./pages/evaluation.tsx"));
const Endpoints = lazy(() => import("./pages/endpoints.tsx"));
const EndpointPage = lazy(() => import("./pages/endpoint.tsx"));
const Monitors = lazy(() => import("./pages/monitors.tsx"));
const MonitorPage = lazy(() => import("./pages/monitor.tsx"));
const ChallengePage = lazy(() => import("./pages/challenge.tsx"));
const Predictions = lazy(() => import("./pages/predictions.tsx"));
const TracePage = lazy(() => import("./pages/trace.tsx"));
const LineagePage = lazy(() => import("./pages/lineage.tsx"));
const Code = lazy(() => import("./pages/code.tsx"));
const Deliveries = lazy(() => import("./pages/deliveries.tsx"));
const Events = lazy(() => import("./pages/events.tsx"));
const AllExperiments = lazy(() => import("./pages/all-experiments.tsx"));
const Search = lazy(() => import("./pages/search.tsx"));
const EventPage = lazy(() => import("./pages/event.tsx"));

interface Found {
  part: string;
  crumbs: Crumb[];
  flush?: boolean;
  view: ReactNode;
}

/** The search over all products, which has no product's rail. */
function SearchEverywhere() {
  return (
    <Lobby title="Search" wide>
      <Suspense fallback={<Loading />}><Search product={null} /></Suspense>
    </Lobby>
  );
}

function ExperimentsEverywhere() {
  return (
    <Lobby title="Experiments">
      <Suspense fallback={<Loading />}><AllExperiments /></Suspense>
    </Lobby>
  );
}

/** The page of a product's path. */
function find(product: string, path: string, query: URLSearchParams): Found | null {
  const at = (pattern: string, name = "id"): string | null => match(`/p/:product/${pattern}`, path)?.[name] ?? null;
  const rest = path.split("/").filter(Boolean).slice(2);
  const part = rest[0] ?? "";
  const found = (view: ReactNode, crumbs: Crumb[] = [], flush = false): Found => ({ part, crumbs, flush, view });
  if (rest.length === 0) return found(<LoopPage product={product} />, [], true);
  if (rest.length === 1) {
    switch (part) {
      case "product": return found(<ProductPage product={product} />);
      case "sources": return found(<Sources product={product} />);
      case "views": return found(<Views product={product} view={null} />);
      case "experiments": return found(<Experiments product={product} />);
      case "runs": return found(<Runs product={product} />, [], true);
      case "compare": return found(<Compare product={product} />);
      case "pipelines": return found(<Pipelines product={product} pipeline={null} />);
      case "pipeline-runs": return found(<Pipelines product={product} pipeline={null} />);
      case "models": return found(<Models product={product} />);
      case "approvals": return found(<Approvals product={product} />);
      case "webhooks": return found(<Webhooks />);
      case "llm-traces": return found(<LlmTraces product={product} />, [], true);
      case "evaluation": return found(<Evaluation product={product} />);
      case "endpoints": return found(<Endpoints product={product} />);
      case "monitors": return found(<Monitors product={product} />);
      case "challenges": return found(<Monitors product={product} />);
      case "predictions": return found(<Predictions product={product} />);
      case "lineage": return found(<LineagePage product={product} />);
      case "code": return found(<Code product={product} />);
      case "deliveries": return found(<Deliveries product={product} delivery={null} />, [], true);
      case "events": return found(<Events product={product} />, [], true);
      case "search": return found(<Search product={product} />, [], true);
      default: return null;
    }
  }
  if (rest.length === 3 && part === "models") {
    const [of, what] = [at(":kind/:id/:version"), at(":kind/:id/:version", "version")];
    if (of === null || what === null) return null;
    const model = { title: of, to: page(product, "models", of) };
    return what === "compare" ? found(<VersionsCompare product={product} model={of} />, [model, { title: "Compare" }]) : found(<VersionPage product={product} model={of} version={what} />, [model, { title: named(what) }]);
  }
  if (rest.length !== 2) return null;
  const id = at(":kind/:id");
  if (id === null) return null;
  const crumbs = [{ title: id }];
  switch (part) {
    case "sources": return found(<SourcePage product={product} source={id} />, crumbs);
    case "views": return found(<Views product={product} view={id} />, crumbs);
    case "runs": return found(<RunPage product={product} run={id} />, crumbs);
    case "pipelines": return found(<Pipelines product={product} pipeline={id} />, crumbs);
    case "pipeline-runs": return found(<PipelineRunPage product={product} run={id} />, crumbs, true);
    case "models": return found(query.get("version") ? <VersionPage product={product} model={id} version={query.get("version") ?? ""} /> : <ModelPage product={product} model={id} />, crumbs);
    case "llm-traces": return found(<LlmTracePage product={product} trace={id} />, crumbs);
    case "endpoints": return found(<EndpointPage product={product} endpoint={id} />, crumbs);
    case "monitors": return found(<MonitorPage product={product} endpoint={id} />, crumbs);
    case "challenges": return found(<ChallengePage product={product} challenge={id} />, [{ title: "Challenges", to: page(product, "monitors") }, { title: id }]);
    case "predictions": return found(<TracePage product={product} prediction={id} />, crumbs);
    case "deliveries": return found(<Deliveries product={product} delivery={id} />, crumbs, true);
    case "events": return found(<EventPage product={product} event={id} />, crumbs);
    default: return null;
  }
}

export function App() {
  return (
    <>
      <Sprite />
      <Boundary><Routed /></Boundary>
    </>
  );
}

function Routed() {
  const { path, query, hash } = useAddress();
  // The API names pages by its own paths.
  const named = /^\/(api\/v1\/)?products\/./.test(path) ? pageOf(path + (query.size > 0 ? `?${query.toString()}` : ""), "") : null;
  useEffect(() => {
    if (named?.startsWith("/p/")) navigate(named, { replace: true });
  }, [named]);
  const name = decoded(/^\/p\/([^/]+)/.exec(path)?.[1] ?? "");
  if (!name && path === "/search") return <SearchEverywhere />;
  if (!name && path === "/experiments") return <ExperimentsEverywhere />;
  const elsewhere = path === "/" ? namedBy(hash) : null;
  if (elsewhere) return <MlflowAddress key={hash} named={elsewhere} />;
  if (!name) return <ProductsPage known={path === "/"} />;
  const found = find(name, path, query);
  return (
    <LiveProvider key={name} product={name}>
      <Shell product={name} path={path} part={found?.part ?? "?"} crumbs={found ? found.crumbs : [{ title: "Not found" }]} flush={found?.flush ?? false}>
        <Boundary key={path}>
          <Suspense fallback={<Loading />}>
            {found?.view ?? <Empty title="There is no such page">The address {path} names nothing here. The rail on the left names all there is.</Empty>}
          </Suspense>
        </Boundary>
      </Shell>
    </LiveProvider>
  );
}

/** What breaks in a page stays in the page. */
class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    return this.state.error ? <div className="inset"><Failure error={this.state.error} retry={() => this.setState({ error: null })} /></div> : this.props.children;
  }
}
