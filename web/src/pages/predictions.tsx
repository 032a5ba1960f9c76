import { useState } from "react";
import { api, useList, usePages } from "../lib/api.ts";
import { version } from "../lib/format.ts";
import { navigate, page, useParam } from "../lib/router.tsx";
import type { Endpoint, Prediction } from "../lib/types.ts";
import { Icon } from "../ui/icons.tsx";
import { Await, Empty, PageHead, Segments } from "../ui/parts.tsx";
import { Recent } from "./endpoint.tsx";

/** Every prediction can be traced; the latest, and any by its id. */
export default function Predictions({ product }: { product: string }) {
  const endpoints = useList<Endpoint>(api(product, "/endpoints"));
  const [id, setId] = useState("");
  return (
    <>
      <PageHead title="Predictions" sub="Each can be traced back: features, model version, run, training set, snapshot, build, commit, goal.">
        <form className="line" onSubmit={(e) => { e.preventDefault(); if (id.trim()) navigate(page(product, "predictions", id.trim())); }}>
          <label className="field"><Icon name="find" tone="faint" /><input className="mono" aria-label="Prediction's id" placeholder="trace an id" value={id} onChange={(e) => setId(e.target.value)} /></label>
          <button className="btn" disabled={!id.trim()}>Trace</button>
        </form>
      </PageHead>
      <Await of={endpoints}>{(items) => (items.length === 0 ? <Empty title="No prediction yet" command="git push loopline main"><code>serving.yaml</code> names an endpoint; it answers once a version is in production.</Empty> : <Latest product={product} endpoints={items} />)}</Await>
    </>
  );
}

function Latest({ product, endpoints }: { product: string; endpoints: Endpoint[] }) {
  const [asked, ask] = useParam("endpoint");
  const name = endpoints.find((e) => e.name === asked)?.name ?? endpoints[0]?.name ?? "";
  const [only, choose] = useParam("version");
  const list = usePages<Prediction>(api(product, `/endpoints/${encodeURIComponent(name)}/predictions${only ? `?version=${encodeURIComponent(only)}` : ""}`), 1000);
  const all = only ? null : (endpoints.find((e) => e.name === name)?.predictions ?? null);
  return (
    <div className="stack">
      {only && <span><span className="chip">answered by {version(only)}</span> <button className="btn s" onClick={() => choose(null)}>Show all</button></span>}
      {endpoints.length > 1 && <span><Segments label="Endpoint" value={name} options={endpoints.map((e) => [e.name, e.name])} onChange={ask} /></span>}
      <Await of={list} lines={8}>{(items) => (items.length === 0 ? <Empty title={`${name} has not predicted yet`}>Try it on the endpoint's page, or POST keys to it.</Empty> : <Recent product={product} predictions={items} all={all} {...(list.more ? { end: list.loadMore } : {})} tall />)}</Await>
    </div>
  );
}
