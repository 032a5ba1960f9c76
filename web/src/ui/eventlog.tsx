import { api, useGet, usePages } from "../lib/api.ts";
import { between, clock, day, duel, integer, length } from "../lib/format.ts";
import { useLive } from "../lib/live.tsx";
import { useTick } from "../lib/tick.ts";
import { Link, page } from "../lib/router.tsx";
import { tell } from "../lib/story.ts";
import type { LogEvent, Loop, Page, PipelineRun } from "../lib/types.ts";
import { Icon } from "./icons.tsx";
import { Empty, Failure, Loading, Meter } from "./parts.tsx";

/** The stored events with those that came since, newest first, each once. */
export function merge(live: LogEvent[], stored: LogEvent[]): LogEvent[] {
  const seen = new Set<number>();
  return [...live, ...stored].filter((e) => !seen.has(e.position) && seen.add(e.position)).sort((a, b) => b.position - a.position);
}

const SHOWN = 120;

export const timeOf = (e: LogEvent): string => e.eventTime ?? e.time;

/** The log beside the map: what runs now, then what happened, by day of event time; or what had happened by a moment. */
export function EventColumn({ product, loop, replay }: { product: string; loop: Loop; replay: LogEvent[] | null }) {
  const stored = usePages<LogEvent>(`/api/v1/events?product=${encodeURIComponent(product)}&order=desc`, 60);
  const { events: live } = useLive();
  const events = replay ? replay.slice(-SHOWN).reverse() : merge(live, stored.items ?? []).slice(0, SHOWN);
  let before = "";
  return (
    <aside className="log" aria-label="Event log">
      <header>
        <h2>Event log</h2>
        <span className="right micro faint mono">{events[0] ? <Link to={page(product, "events")}>#{integer(events[0].position)}</Link> : ""}</span>
      </header>
      {!replay && <Now product={product} loop={loop} />}
      <div className="logscroll" tabIndex={0} role="region" aria-label="Events, newest first">
        {stored.error && events.length === 0 && <Failure error={stored.error} retry={stored.refetch} />}
        {stored.isPending && events.length === 0 && <Loading />}
        {!stored.isPending && !stored.error && events.length === 0 && <Empty title={replay ? "Nothing had happened yet" : "No events yet"}>{replay ? "This is before the first event of the log." : "The log fills as soon as something is pushed, taken in or trained."}</Empty>}
        {events.map((e) => {
          const told = tell(e);
          const date = day(timeOf(e));
          const head = date !== before;
          before = date;
          return (
            <div key={e.position}>
              {head && <div className="day">{date}</div>}
              <div className="ev">
                <time dateTime={timeOf(e)} title={e.type}>{clock(timeOf(e))}</time>
                <Icon name={told.glyph} />
                <p>{told.to ? <Link to={told.to} className="plain">{told.text}</Link> : told.text}{told.small && <small>{told.small}</small>}</p>
              </div>
            </div>
          );
        })}
      </div>
    </aside>
  );
}

function Now({ product, loop }: { product: string; loop: Loop }) {
  const runs = useGet<Page<PipelineRun>>(api(product, "/pipeline-runs?limit=20"));
  const running = runs.data?.items.find((r) => r.state === "RUNNING");
  const full = useGet<PipelineRun>(running ? `/api/v1/pipeline-runs/${encodeURIComponent(running.id)}` : null);
  useTick(running !== undefined);
  const turn = loop.turns.find((t) => t.state === "RUNNING");
  if (!running && !turn) return null;
  const tasks = full.data?.tasks ?? [];
  const done = tasks.filter((t) => ["SUCCEEDED", "SKIPPED"].includes(t.state)).length;
  const now = tasks.filter((t) => t.state === "RUNNING").map((t) => t.id).join(", ");
  return (
    <div className="now">
      {running && (
        <>
          <div className="line">
            <Icon name="run" label="running" spin />
            <Link to={page(product, "pipeline-runs", running.id)} className="strong plain">{running.pipeline}</Link>
            <span className="micro muted end">{tasks.length > 0 && `${done} of ${tasks.length} · `}{length(between(running.startedAt, null))}</span>
          </div>
          {tasks.length > 0 && <Meter share={done / tasks.length} label={`${done} of ${tasks.length} tasks done`} />}
          {now && <p className="micro muted">{now}</p>}
        </>
      )}
      {turn && (
        <p className="small"><Link to={page(product, "challenges", turn.id)}>{duel(turn)}</Link><span className="micro muted"> until {day(turn.deadline)} at the latest</span></p>
      )}
    </div>
  );
}
