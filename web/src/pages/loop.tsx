import { useEffect, useRef } from "react";
import { api, useGet, useList, usePages } from "../lib/api.ts";
import { integer, length, moment, plural, stamp } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { Link, navigate, page, pageOf, useParam } from "../lib/router.tsx";
import { momentOf, useReplay, type Replay } from "../lib/replay.ts";
import { tell } from "../lib/story.ts";
import type { Delivery, Endpoint, EventTime, LogEvent, Loop, LoopStep, Model, Page, Performance, Pipeline, PipelineRun, Product, Source, View } from "../lib/types.ts";
import { howOften, sentence, stepOf, subOf, type Known } from "../loop/facts.ts";
import { LoopMap } from "../loop/map.tsx";
import { STATIONS, commandFor, stationOf } from "../loop/plan.ts";
import { StoryStrip } from "../loop/strip.tsx";
import { EventColumn } from "../ui/eventlog.tsx";
import { Icon, State } from "../ui/icons.tsx";
import { Command, Failure, KeyValues, Loading, Segments } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

export function LoopPage({ product }: { product: string }) {
  const loop = useGet<Loop>(api(product, "/loop"));
  if (loop.error && !loop.data) {
    return <div className="loop"><div className="loophead"><h1>The loop</h1></div><div className="inset"><Failure error={loop.error} retry={() => void loop.refetch()} /></div></div>;
  }
  if (!loop.data) return <div className="loop"><div className="loophead"><h1>The loop</h1></div><div className="inset"><Loading lines={9} /></div></div>;
  return <Turning product={product} loop={loop.data} />;
}

/** The rest of what the map tells; none of it must be there for the map to be drawn. */
function useKnown(product: string, loop: Loop): Known & { time: EventTime | null; reading: boolean } {
  const endpoints = useList<Endpoint>(api(product, "/endpoints"));
  const endpoint = endpoints.items?.[0]?.name;
  const performance = useGet<Performance>(endpoint ? api(product, `/endpoints/${encodeURIComponent(endpoint)}/performance?by=month`) : null);
  const known: Known = {
    loop,
    product: useGet<Product>(api(product)).data ?? null,
    performance: performance.data ?? null,
  };
  const add = <K extends keyof Known>(key: K, items: Known[K] | undefined) => {
    if (items) known[key] = items;
  };
  add("endpoints", endpoints.items);
  add("sources", useList<Source>(api(product, "/sources")).items);
  add("views", useList<View>(api(product, "/views")).items);
  add("models", useList<Model>(api(product, "/models")).items);
  add("pipelines", useList<Pipeline>(api(product, "/pipelines")).items);
  const deliveries = usePages<Delivery>(api(product, "/deliveries"), 20);
  const runs = usePages<PipelineRun>(api(product, "/pipeline-runs"), 200);
  if (deliveries.items) known.deliveries = deliveries.items;
  if (runs.items) known.runs = runs.items;
  const time = useGet<EventTime>(api(product, "/event-time")).data ?? null;
  return { ...known, time, reading: endpoints.isPending || (endpoint !== undefined && performance.isPending) };
}

function Turning({ product, loop: now }: { product: string; loop: Loop }) {
  const today = useKnown(product, now);
  const [step, setStep] = useParam("step");
  const [as, setAs] = useParam("as");
  const [at, setAt] = useParam("at");
  const replay = useReplay(product, now, at);
  const alerts = usePages<LogEvent>(`/api/v1/events?product=${encodeURIComponent(product)}&order=desc&type=monitoring.drift.detected`, 200);
  const moment = replay ? (replay.at ? momentOf(replay.at) : null) : (today.time?.at ?? null);
  // Of then only what the events show is known: facts of today would not be true.
  const known: Known = replay && !replay.reading ? { loop: replay.loop, performance: today.performance ? { ...today.performance, months: today.performance.months.filter((m) => m.month < (moment ?? "")), worth: null } : null } : today;
  const loop = known.loop;
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
  const newest = useGet<Page<LogEvent>>(`/api/v1/events?product=${encodeURIComponent(product)}&limit=1`).data?.items[0];
  const earlier = () => {
    if (!replay) setAt(newest ? String(newest.position) : null);
    else if (replay.before) setAt(String(replay.before.position));
  };
  const later = () => {
    if (replay) setAt(replay.after ? String(replay.after.position) : null);
  };
  useKeys([
    ...(list ? [] : [
      { keys: "J/K", label: "next, previous step", run: (e: KeyboardEvent) => select(((selected ?? (e.key.toLowerCase() === "j" ? 0 : 29)) + (e.key.toLowerCase() === "j" ? 1 : -1) + 27) % 28 + 1) },
      { keys: "Enter", label: "open", run: () => { const s = selected && stationOf(selected); if (s) navigate(page(product, s.part)); } },
    ]),
    { keys: "[/]", label: "replay in time", run: (e) => (e.key === "[" ? earlier() : later()) },
    { keys: "Escape", label: replay && selected === null ? "now" : "event log", run: () => (selected === null && replay ? setAt(null) : select(null)) },
    { keys: "L", label: list ? "map" : "list", run: () => setAs(list ? null : "list") },
  ]);
  const empty = now.steps.every((s) => s.state === "MISSING");
  return (
    <>
      <div className="loop">
        <div className="loophead">
          <h1>The loop</h1>
          {replay ? <Replayed product={product} replay={replay} moment={moment} earlier={earlier} later={later} leave={() => setAt(null)} /> : <span className="small muted clip">{sentence(loop)}</span>}
          <span className="right legend">
            <span className="key"><Icon name="done" /> done</span>
            <span className="key"><Icon name="run" /> running</span>
            <span className="key"><Icon name="fail" /> failed</span>
            <span className="key"><Icon name="miss" /> missing</span>
            <Segments label="View" value={list ? "list" : "map"} options={[["map", "Map"], ["list", "List"]]} onChange={(v) => setAs(v === "list" ? v : null)} />
          </span>
        </div>
        {list ? <StepList product={product} known={known} selected={selected} select={select} /> : <div className={`loopmap${replay?.reading ? " aged" : ""}`}><LoopMap product={product} known={known} selected={selected} select={(n) => select(n === selected ? null : n)} /></div>}
        <div className="story"><StoryStrip performance={today.performance ?? null} reading={today.reading} turns={now.turns} alerts={(alerts.items ?? []).flatMap((e) => (e.eventTime ? [e.eventTime] : []))} shown={moment} replaying={replay !== null} goTo={setAt} /></div>
      </div>
      {selected !== null ? <StepPanel product={product} known={known} number={selected} close={() => select(null)} /> : empty ? <Start product={product} /> : <EventColumn product={product} loop={loop} replay={replay && !replay.reading ? replay.events : null} />}
    </>
  );
}

/** Which moment is shown, and the way to the one before, the one after, and now. */
function Replayed({ product, replay, moment, earlier, later, leave }: { product: string; replay: Replay; moment: string | null; earlier: () => void; later: () => void; leave: () => void }) {
  return (
    <span className="replayed" role="status">
      <span className="chip acc">as it was</span>
      <span className="small clip">{replay.reading ? "reading the log" : replay.at ? <>{stamp(moment)}, <Link to={page(product, "events", replay.at.id)}>#{integer(replay.at.position)}</Link> {tell(replay.at).text}</> : replay.cut ? `before the newest ${integer(replay.events.length)} events, which are replayed` : "before the first event"}</span>
      <button className="btn quiet s" onClick={earlier} disabled={!replay.before}>Before <kbd>[</kbd></button>
      <button className="btn quiet s" onClick={later}>After <kbd>]</kbd></button>
      <button className="btn s" onClick={leave}>Now <kbd>Esc</kbd></button>
    </span>
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
          station.command && <Command text={commandFor(station.command, product, known.sources?.[0]?.name ?? "bookings")} />
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

/** Nothing at all yet: what starts it, command by command. */
export function Start({ product }: { product: string }) {
  const remote = `${window.location.origin}/git/${product}.git`;
  const steps: [string, string, string][] = [
    ["Write it", `./loopline new ${product}`, "A complete working product: product.yaml, features, pipelines, serving, monitoring."],
    ["Check it", `./loopline validate ${product}`, "No server needed. Every finding names file, line, fact and remedy."],
    ["Push it", `cd ${product} && git init -b main && git add -A && git commit -m "First" && git remote add loopline ${remote} && git push loopline main`, "C1 checks, tests and delivers what the repository declares."],
    ["Feed it", commandFor(stationOf(8)?.command ?? "", product, "bookings"), "Rows of its source, as {\"rows\": [{…}, …]}. Features are computed as they come."],
  ];
  return (
    <aside className="log startpanel" aria-label="Start the loop">
      <header><h2>Start the loop</h2></header>
      <ol className="startlist">
        {steps.map(([title, command, text], i) => (
          <li key={title}><span className="mono faint">{i + 1}</span><div><h3>{title}</h3><Command text={command} /><p className="small muted">{text}</p></div></li>
        ))}
      </ol>
      <div className="stepbody"><p className="small muted">Or watch one turn: <code>./loopline demo</code>. Have MLflow already? <code>MLFLOW_TRACKING_URI={window.location.origin}</code> records runs of an experiment <code>{product}/…</code> here; they show under Runs.</p></div>
    </aside>
  );
}
