import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { api, postJson, Problem, useGet, useList, usePages } from "../lib/api.ts";
import { day, fixed, integer, money, moment, plural, signed, version } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { FEW } from "../lib/performance.ts";
import { answered } from "../lib/prediction.ts";
import { Link, page, versionAt } from "../lib/router.tsx";
import type { Challenge, Endpoint, Performance, Prediction, Product } from "../lib/types.ts";
import { Chart, frame, type Ink } from "../ui/chart.tsx";
import { Figure } from "../ui/figure.tsx";
import { Forest } from "../ui/forest.tsx";
import { Await, Empty, Facts, Failure, PageHead, Panel } from "../ui/parts.tsx";
import { PerDay } from "../ui/perday.tsx";
import { Table } from "../ui/table.tsx";
import { challengerWords } from "./endpoints.tsx";

/** More than the newest of these the server does not hand out at once. */
const LATEST = 1000;

export default function EndpointPage({ product, endpoint }: { product: string; endpoint: string }) {
  const asked = useGet<Endpoint>(api(product, `/endpoints/${encodeURIComponent(endpoint)}`));
  return <Await of={asked} lines={9}>{(e) => <Serving product={product} endpoint={e} />}</Await>;
}

function Serving({ product, endpoint: e }: { product: string; endpoint: Endpoint }) {
  const path = api(product, `/endpoints/${encodeURIComponent(e.name)}`);
  const spec = useGet<Product>(api(product)).data?.spec;
  const performance = useGet<Performance>(`${path}/performance?by=month`).data;
  const challenges = useList<Challenge>(api(product, "/challenges")).items?.filter((c) => c.endpoint === e.name) ?? [];
  const predictions = usePages<Prediction>(`${path}/predictions`, LATEST);
  const latest = [...(performance?.months ?? [])].reverse().find((m) => typeof m.loop === "number");
  const worth = performance?.worth;
  return (
    <>
      <PageHead title={e.name} chip={e.champion ? <span className="chip ok">answers</span> : <span className="chip wait">no champion yet</span>} sub={<>{spec?.goal ? `${spec.goal.replace(/[.]$/, "")}. ` : ""}Answers at <code>POST {path}/predict</code>, from view <Link to={page(product, "views", e.view)} className="mono">{e.view}</Link>.</>}>
        <Link className="btn" to={page(product, "monitors", e.name)}>Monitor</Link>
        <Link className="btn" to={page(product, "models", e.model)}>Model</Link>
      </PageHead>
      <Facts
        facts={[
          { name: "Champion", value: e.champion ? <Link to={versionAt(product, e.model, e.champion.version)}>{version(e.champion.version)}</Link> : "none", small: e.champion?.since ? `since ${day(e.champion.since)}` : e.champion ? "" : "promote a version" },
          { name: "Challenger", value: e.challenger ? <Link to={versionAt(product, e.model, e.challenger.version)}>{version(e.challenger.version)}</Link> : "none", small: e.challenger ? `${challengerWords(e).replace(/^\S+ /, "")}${e.challengerFailures ? `, failed ${integer(e.challengerFailures)} times` : ""}` : "until the next turn" },
          { name: "Predictions", value: integer(e.predictions), small: "since the beginning" },
          { name: "AUC", value: fixed(latest?.loop), small: latest ? `in ${latest.month}, ${integer(latest.labels)} labels` : "no ripe labels yet" },
          { name: "Value", value: worth ? money(worth.total, worth.currency) : "–", small: worth ? "of labelled predictions" : "needs value in product.yaml" },
        ]}
      />
      <div className="grid colsside">
        <div className="stack">
          <Panel title={challengeTitle(challenges)} right={challenges.length ? "difference in AUC with its 95 % interval, labels" : ""}>
            {challenges.some((c) => c.evidence) ? <div className="pad"><Forest product={product} challenges={challenges} /></div> : <Empty title="No challenge yet">When drift, a drop in quality or a schedule retrains the model, the new version is compared here with the champion.</Empty>}
          </Panel>
          <Await of={predictions}>
            {(items) => (
              <>
                <PerDay product={product} predictions={items} challenges={challenges} complete={!predictions.more && items.length < LATEST} />
                <Scores items={items} />
                <Recent product={product} predictions={items} all={e.predictions ?? null} />
              </>
            )}
          </Await>
        </div>
        <TryIt product={product} path={path} endpoint={e} />
      </div>
    </>
  );
}

function challengeTitle(challenges: Challenge[]): string {
  const last = challenges.at(-1);
  if (!last?.evidence) return "Champion and challenger";
  const verb = last.evidence.difference >= 0 ? "gains" : "loses";
  const said = `${version(last.challenger)} ${verb} ${Math.abs(last.evidence.difference).toFixed(4)} on ${version(last.champion)}`;
  return last.state === "RUNNING" ? `${said} so far` : said;
}

/** How the latest scores are spread, champion beside challenger. */
function Scores({ items }: { items: Prediction[] }) {
  const bins = useMemo(() => {
    const count = (values: number[]): number[] => {
      const out = new Array<number>(20).fill(0);
      for (const v of values) { const i = Math.min(19, Math.max(0, Math.floor(v * 20))); out[i] = (out[i] ?? 0) + 1; }
      return out;
    };
    const challenger = items.flatMap((p) => (typeof p.challengerScore === "number" ? [p.challengerScore] : []));
    return { champion: count(items.map((p) => p.score)), challenger: challenger.length ? count(challenger) : null };
  }, [items]);
  const option = useCallback(
    (t: Ink) => {
      const f = frame(t);
      const names = Array.from({ length: 20 }, (_, i) => (i / 20).toFixed(2));
      return {
        grid: { left: 40, right: 12, top: 12, bottom: 24 },
        tooltip: { ...f.tooltip, trigger: "axis" },
        xAxis: { type: "category", data: names, ...f.x, axisLabel: { ...(f.x as { axisLabel: object }).axisLabel, interval: 3 } },
        yAxis: { type: "value", minInterval: 1, ...f.y },
        series: [
          { name: "champion", type: "bar", data: bins.champion, itemStyle: { color: t.cat[0] }, barCategoryGap: "18%" },
          ...(bins.challenger ? [{ name: "challenger", type: "line", step: "middle", data: bins.challenger, symbol: "none", lineStyle: { color: t.cat[1], width: 1.6 }, itemStyle: { color: t.cat[1] } }] : []),
        ],
      };
    },
    [bins],
  );
  const middle = [...items].sort((a, b) => a.score - b.score)[Math.floor(items.length / 2)]?.score;
  return (
    <Panel title={items.length >= FEW ? `Half of the newest ${integer(items.length)} score below ${fixed(middle, 2)}` : "Scores"} right={bins.challenger ? <span className="legend"><span><i style={{ borderColor: "var(--cat-1)" }} />champion</span><span><i style={{ borderColor: "var(--cat-2)" }} />challenger</span></span> : ""}>
      {items.length === 0 ? <Empty title="No prediction yet">Try one at the right, or POST to the endpoint.</Empty> : items.length < FEW ? (
        <div className="pad"><Dots items={items} /></div>
      ) : (
        <div className="pad"><Chart height={170} label={`Scores of the newest ${items.length} predictions`} option={option} table={{ heads: ["score from", "champion", "challenger"], rows: bins.champion.map((n, i) => [(i / 20).toFixed(2), n, bins.challenger?.[i] ?? "–"]) }} /></div>
      )}
    </Panel>
  );
}

/** Few: points, no distribution. */
function Dots({ items }: { items: Prediction[] }) {
  return (
    <Figure label={`Scores of ${items.length} predictions`} table={{ heads: ["key", "score"], rows: items.map((p) => [p.key, fixed(p.score, 4)]) }}>
    <svg className="chart" viewBox="0 0 640 44" role="img" aria-label={`Scores of ${items.length} predictions, each a point`}>
      <line x1="20" x2="620" y1="22" y2="22" className="c-base" />
      {[0, 0.25, 0.5, 0.75, 1].map((v) => <text key={v} x={20 + v * 600} y="40" className="c-ax" textAnchor="middle">{v}</text>)}
      {items.map((p) => <circle key={p.id} cx={20 + p.score * 600} cy="22" r="4" className="f1 half"><title>{`${p.key}: ${fixed(p.score)}`}</title></circle>)}
    </svg>
    </Figure>
  );
}

export function Recent({ product, predictions, all, end, tall = false }: { product: string; predictions: Prediction[]; all: number | null; end?: () => void; tall?: boolean }) {
  if (predictions.length === 0) return null;
  const compared = predictions.some((p) => typeof p.challengerScore === "number");
  return (
    <Panel title="Recent predictions" right={all !== null && all > predictions.length ? `the newest ${integer(predictions.length)} of ${integer(all)}; any other is found by its id` : plural(predictions.length, "prediction")}>
      <div className={tall ? "runlist high" : "runlist"}>
        <Table
          tall
          label="Recent predictions"
          rows={predictions}
          id={(p) => p.id}
          to={(p) => page(product, "predictions", p.id)}
          {...(end ? { end } : {})}
          cols={[
            { key: "time", head: "Event time", cell: (p) => moment(p.time), sort: (p) => p.time },
            { key: "key", head: "Key", cell: (p) => <code>{p.key}</code>, sort: (p) => Number(p.key) || p.key },
            { key: "score", head: "Score", num: true, cell: (p) => <><span className="bar" aria-hidden="true"><i style={{ width: `${answered(p) * 100}%` }} /></span><span className="fix">{fixed(answered(p), 4)}</span></>, sort: answered },
            { key: "champion", head: "By", cell: (p) => version(p.served ?? p.champion) },
            ...(compared ? [{ key: "challenger", head: "Challenger", num: true, cell: (p: Prediction) => (typeof p.challengerScore === "number" ? <>{fixed(p.challengerScore, 4)} <span className="faint">{signed(p.challengerScore - p.score, 3)} {version(p.challenger)}</span></> : "–"), sort: (p: Prediction) => (typeof p.challengerScore === "number" ? Math.abs(p.challengerScore - p.score) : null) }] : []),
            { key: "trace", head: "Trace", cell: (p) => <Link to={page(product, "predictions", p.id)} className="mono">{p.id.slice(0, 10)}</Link> },
          ]}
        />
      </div>
    </Panel>
  );
}

interface Answer {
  predictions: { id?: string | null; key: string; score: number; version?: string | number | null }[];
}

function TryIt({ product, path, endpoint }: { product: string; path: string; endpoint: Endpoint }) {
  const [keys, setKeys] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const list = keys.split(/[\s,;]+/).filter(Boolean);
  const ask = useMutation<Answer, Problem, string[]>({
    mutationFn: (wanted) => postJson<Answer>(`${path}/predict`, { keys: wanted }),
    onSuccess: () => void client.invalidateQueries({ predicate: ({ queryKey: [p] }) => typeof p === "string" && p.startsWith(path) }),
  });
  useKeys([{ keys: "P", label: "try a prediction", run: () => field.current?.focus() }]);
  return (
    <Panel title="Try it" right="this is logged and counted">
      <form
        className="pad stack tight"
        onSubmit={(e) => {
          e.preventDefault();
          if (list.length) ask.mutate(list);
        }}
      >
        <label className="small muted" htmlFor="keys">Keys of <code>{endpoint.view}</code>, one or several</label>
        <span className="field"><input id="keys" ref={field} className="mono" value={keys} onChange={(e) => setKeys(e.target.value)} placeholder="17 18 19" onKeyDown={(e) => e.key === "Escape" && field.current?.blur()} /></span>
        <span className="line"><button className="btn primary" disabled={list.length === 0 || ask.isPending}>{ask.isPending ? "Asking" : "Predict"} <kbd className="onacc">↵</kbd></button><span className="small muted">{list.length > 1 ? plural(list.length, "key") : ""}</span></span>
      </form>
      <div aria-live="polite">
        {ask.error && <Failure error={ask.error} />}
        {ask.data && (
          <ul className="rows answers">
            {ask.data.predictions.map((p) => (
              <li key={p.key + String(p.id)}>
                <div>
                  <div className="between"><span><span className="figure">{fixed(p.score, 3)}</span> <span className="muted">key <code>{p.key}</code></span></span><span className="muted">{version(p.version)}</span></div>
                  <span className="bar"><i style={{ width: `${p.score * 100}%` }} /></span>
                  {p.id && <small><Link to={page(product, "predictions", p.id)}>trace this prediction</Link></small>}
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}
