import { useEffect, useRef } from "react";
import { api, useGet, usePages } from "../lib/api.ts";
import { length, moment, plural } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { Link, navigate, page, pageOf, useParam } from "../lib/router.tsx";
import type { Delivery, Endpoint, EventTime, Loop, LoopStep, Model, Page, Performance, Pipeline, PipelineRun, Product, Source, View } from "../lib/types.ts";
import { howOften, sentence, stepOf, subOf, type Known } from "../loop/facts.ts";
import { LoopMap } from "../loop/map.tsx";
import { STATIONS, stationOf } from "../loop/plan.ts";
import { StoryStrip } from "../loop/strip.tsx";
import { EventColumn } from "../ui/eventlog.tsx";
import { Icon, State } from "../ui/icons.tsx";
import { Command, Failure, KeyValues, Loading, Segments } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

export function LoopPage({ product }: { product: string }) {
  const loop = useGet<Loop>(api(product, "/loop"), { every: 15_000 });
  if (loop.error && !loop.data) {
    return <div className="loop"><div className="loophead"><h1>The loop</h1></div><div className="inset"><Failure error={loop.error} retry={() => void loop.refetch()} /></div></div>;
  }
  if (!loop.data) return <div className="loop"><div className="loophead"><h1>The loop</h1></div><div className="inset"><Loading lines={9} /></div></div>;
  return <Turning product={product} loop={loop.data} />;
}

/** The rest of what the map tells; none of it must be there for the map to be drawn. */
function useKnown(product: string, loop: Loop): Known & { time: EventTime | null } {
  const endpoints = useGet<Page<Endpoint>>(api(product, "/endpoints"));
  const endpoint = endpoints.data?.items[0]?.name;
  const known: Known = {
    loop,
    product: useGet<Product>(api(product)).data ?? null,
    performance: useGet<Performance>(endpoint ? api(product, `/endpoints/${encodeURIComponent(endpoint)}/performance?by=month`) : null).data ?? null,
  };
  const add = <K extends keyof Known>(key: K, page: Page<unknown> | null | undefined) => {
    if (page) known[key] = page.items as Known[K];
  };
  add("endpoints", endpoints.data);
  add("sources", useGet<Page<Source>>(api(product, "/sources")).data);
  add("views", useGet<Page<View>>(api(product, "/views")).data);
  add("models", useGet<Page<Model>>(api(product, "/models")).data);
  add("pipelines", useGet<Page<Pipeline>>(api(product, "/pipelines")).data);
  const deliveries = usePages<Delivery>(api(product, "/deliveries"), 20);
  const runs = usePages<PipelineRun>(api(product, "/pipeline-runs"), 200);
  if (deliveries.items) known.deliveries = deliveries.items;
  if (runs.items) known.runs = runs.items;
  const time = useGet<EventTime>(api(product, "/event-time")).data ?? null;
  return { ...known, time };
}

function Turning({ product, loop }: { product: string; loop: Loop }) {
  const known = useKnown(product, loop);
  const [step, setStep] = useParam("step");
  const [as, setAs] = useParam("as");
  const list = as === "list";
  const selected = step && stationOf(Number(step)) ? Number(step) : null;
  const fresh = useRef(false);
  const select = (n: number | null) => {
    fresh.current = true;
    setStep(n === null ? null : String(n));
  };
  useEffect(() => {
    if (!fresh.current || selected === null) return;
    document.querySelector<SVGGElement>(`[data-step="${selected}"]`)?.focus({ preventScroll: true });
  }, [selected]);
  useKeys([
    ...(list ? [] : [
      { keys: "J/K", label: "next, previous step", run: (e: KeyboardEvent) => select(((selected ?? (e.key.toLowerCase() === "j" ? 0 : 29)) + (e.key.toLowerCase() === "j" ? 1 : -1) + 27) % 28 + 1) },
      { keys: "Enter", label: "open", run: () => { const s = selected && stationOf(selected); if (s) navigate(page(product, s.part)); } },
    ]),
    { keys: "Escape", label: "event log", run: () => select(null) },
    { keys: "L", label: list ? "map" : "list", run: () => setAs(list ? null : "list") },
  ]);
  const empty = loop.steps.every((s) => s.state === "MISSING");
  return (
    <>
      <div className="loop">
        <div className="loophead">
          <h1>The loop</h1>
          <span className="small muted clip">{sentence(loop)}</span>
          <span className="right legend">
            <span className="key"><Icon name="done" /> done</span>
            <span className="key"><Icon name="run" /> running</span>
            <span className="key"><Icon name="fail" /> failed</span>
            <span className="key"><Icon name="miss" /> missing</span>
            <Segments label="View" value={list ? "list" : "map"} options={[["map", "Map"], ["list", "List"]]} onChange={(v) => setAs(v === "list" ? v : null)} />
          </span>
        </div>
        {list ? <StepList product={product} known={known} selected={selected} select={select} /> : <div className="loopmap"><LoopMap product={product} known={known} selected={selected} select={(n) => select(n === selected ? null : n)} /></div>}
        <div className="story"><StoryStrip performance={known.performance ?? null} turns={loop.turns} time={known.time} /></div>
      </div>
      {selected !== null ? <StepPanel product={product} known={known} number={selected} close={() => select(null)} /> : empty ? <Start /> : <EventColumn product={product} loop={loop} />}
    </>
  );
}

function StepList({ product, known, selected, select }: { product: string; known: Known; selected: number | null; select: (n: number) => void }) {
  const rows = STATIONS.map((s) => ({ station: s, step: stepOf(known.loop, s.number) }));
  return (
    <div className="steplist">
      <Table
        label="The 28 steps"
        rows={rows}
        id={(r) => String(r.station.number)}
        to={(r) => page(product, r.station.part)}
        current={selected === null ? null : String(selected)}
        onCurrent={(r) => select(r.station.number)}
        cols={[
          { key: "n", head: "Step", num: true, width: "40px", cell: (r) => r.station.number },
          { key: "zone", head: "Zone", cell: (r) => <b className={`zonecode z${r.station.zone[0]?.toLowerCase()}`}>{r.station.zone}</b> },
          { key: "name", head: "What", cell: (r) => <Link to={page(product, r.station.part)}>{r.step?.name ?? r.station.label}</Link> },
          { key: "component", head: "Component", cell: (r) => r.step?.component ?? "–" },
          { key: "state", head: "State", cell: (r) => <State state={r.step?.state ?? "MISSING"} /> },
          { key: "fact", head: "Fact", cell: (r) => <span className="muted">{subOf(r.station.number, known) ?? r.station.hint}</span> },
          { key: "count", head: "Times", num: true, cell: (r) => r.step?.count ?? 0 },
          { key: "took", head: "Last took", num: true, cell: (r) => length(r.step?.seconds) },
          { key: "evidence", head: "Evidence", cell: (r) => (r.step?.evidence ? <Link to={pageOf(r.step.evidence, product)}>event</Link> : "–") },
        ]}
      />
    </div>
  );
}

function StepPanel({ product, known, number, close }: { product: string; known: Known; number: number; close: () => void }) {
  const station = stationOf(number);
  const step: LoopStep | undefined = stepOf(known.loop, number);
  if (!station) return null;
  const missing = !step || step.state === "MISSING";
  const fact = subOf(number, known);
  return (
    <aside className="log steppanel" aria-label={`Step ${number}`}>
      <header><h2>Step {number}</h2><span className="right"><button className="btn quiet s" onClick={close}>Event log <kbd>Esc</kbd></button></span></header>
      <div className="stepbody">
        <h3 className="big">{step?.name ?? station.label}</h3>
        <p className="small"><b className={`zonecode z${station.zone[0]?.toLowerCase()}`}>{station.zone}</b> · {step?.component ?? "missing"} · <State state={step?.state ?? "MISSING"} /></p>
        <p className="small muted">{station.teach}</p>
        {missing ? (
          station.command && <Command text={station.command} />
        ) : (
          <>
            {fact && fact !== howOften(step) && <p>{fact}</p>}
            <KeyValues
              pairs={[
                ["Times", plural(step.count, "time")],
                ["Last took", length(step.seconds)],
                ["Last event", lastEvent(product, step)],
                ["Evidence", step.evidence ? <Link to={pageOf(step.evidence, product)}>the event that shows it</Link> : "–"],
              ]}
            />
          </>
        )}
        <p><Link className="btn s" to={page(product, station.part)}>Open {station.part.replace("-", " ")}</Link></p>
      </div>
    </aside>
  );
}

function lastEvent(product: string, step: LoopStep) {
  const last = step.lastEvent;
  if (!last) return "–";
  if (!Number.isNaN(Date.parse(last)) && /^\d{4}-/.test(last)) return moment(last);
  return <Link className="mono" to={page(product, "events", last.replace(/^.*\//, ""))}>{last.replace(/^.*\//, "").slice(0, 12)}</Link>;
}

/** Nothing at all yet: four commands that start it. */
export function Start() {
  const steps: [string, string, string][] = [
    ["Write a product", "loopline new my-product", "A complete working example: product.yaml, features, pipelines, serving, monitoring."],
    ["Check it", "loopline validate", "No server needed. Every finding names file, line, fact and remedy."],
    ["Push it", "git push loopline main", "C1 builds, tests and delivers; steps 1 to 7 fill in within seconds."],
    ["Feed it", "curl -d @rows.json …/sources/bookings/rows", "POST its rows. Steps 8 to 12 start, then training can."],
  ];
  return (
    <aside className="log startpanel" aria-label="Start the loop">
      <header><h2>Start the loop</h2></header>
      <ol className="startlist">
        {steps.map(([title, command, text], i) => (
          <li key={title}><span className="mono faint">{i + 1}</span><div><h3>{title}</h3><Command text={command} /><p className="small muted">{text}</p></div></li>
        ))}
      </ol>
      <div className="stepbody"><p className="small muted">Have MLflow already? Point <code>MLFLOW_TRACKING_URI</code> here; your next run lights up steps 15 and 16.</p></div>
    </aside>
  );
}

