import { useEffect, useMemo, useRef, useState } from "react";
import { usePages } from "../lib/api.ts";
import { clock, day, integer, stamp } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { useLive } from "../lib/live.tsx";
import { Link, page, useParam } from "../lib/router.tsx";
import { tell } from "../lib/story.ts";
import type { LogEvent } from "../lib/types.ts";
import { merge } from "../ui/eventlog.tsx";
import { Icon } from "../ui/icons.tsx";
import { Empty, Failure, Loading, Stale } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

const ENOUGH = 30;
const MOST_SOUGHT = 50_000;
const AREAS = ["product", "source", "features", "workflow", "training", "metadata", "registry", "delivery", "serving", "monitoring", "time"];

/** The log itself: everything that happened, chained, newest first, live. */
export default function Events({ product }: { product: string }) {
  const [type, setType] = useParam("type");
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const stored = usePages<LogEvent>(`/api/v1/events?product=${encodeURIComponent(product)}&order=desc${type ? `&type=${encodeURIComponent(type)}` : ""}`, 500);
  const { events: live, state } = useLive();
  useKeys([{ keys: "/", label: "find", run: () => field.current?.focus() }]);
  const events = useMemo(() => {
    const fits = (e: LogEvent): boolean => !type || (type.endsWith(".") ? e.type.startsWith(type) : e.type === type);
    const all = merge(live.filter(fits), stored.items ?? []);
    const sought = text.trim().toLowerCase();
    return sought ? all.filter((e) => `${e.type} ${e.subject} ${e.actor} ${tell(e).text} #${e.position}`.toLowerCase().includes(sought)) : all;
  }, [live, stored.items, type, text]);
  // What is sought may lie further back than what was read.
  const seeking = text.trim() !== "" && stored.more && events.length < ENOUGH && (stored.items?.length ?? 0) < MOST_SOUGHT;
  useEffect(() => {
    if (seeking) stored.loadMore();
  });
  return (
    <div className="runspage">
      <div className="runshead">
        <h1>Events and audit</h1>
        <label className="field grow">
          <Icon name="find" tone="faint" />
          <input ref={field} aria-label="Find in the events read" placeholder="type, subject, actor or #position" value={text} onChange={(e) => setText(e.target.value)} onKeyDown={(e) => e.key === "Escape" && field.current?.blur()} />
          <span className="small muted nowrap" aria-live="off">{integer(events.length)}{stored.more ? " read so far" : ""}{state.status === "live" ? ", live" : ""}</span>
        </label>
        <label className="field"><span className="small muted">Area</span>
          <select value={type ?? ""} onChange={(e) => setType(e.target.value || null)}>
            <option value="">all</option>
            {AREAS.map((a) => <option key={a} value={`${a}.`}>{a}</option>)}
            {type && !AREAS.some((a) => `${a}.` === type) && <option value={type}>{type}</option>}
          </select>
        </label>
      </div>
      {stored.error && stored.items && <div className="inset"><Stale error={stored.error} refetch={stored.refetch} /></div>}
      {stored.error && !stored.items ? <div className="inset"><Failure error={stored.error} retry={stored.refetch} /></div> : stored.isPending ? <div className="inset"><Loading lines={10} /></div> : events.length === 0 ? (
        <div className="inset"><Empty title={!text && !type ? "No events yet" : stored.more ? `None among the newest ${integer(stored.items?.length)}${seeking ? "; reading on" : ""}` : "No event fits"}>{text || type ? <button className="btn s" onClick={() => { setText(""); setType(null); }}>Show all</button> : "Everything that happens is written here, each event chained to the one before by its hash."}</Empty></div>
      ) : (
        <Table
          tall
          label="Events"
          rows={events}
          id={(e) => String(e.position)}
          to={(e) => page(product, "events", e.id)}
          {...(stored.more ? { end: stored.loadMore } : {})}
          cols={[
            { key: "position", head: "#", num: true, width: "64px", cell: (e) => <Link to={page(product, "events", e.id)} className="mono">{integer(e.position)}</Link> },
            { key: "glyph", head: "", width: "20px", cell: (e) => <Icon name={tell(e).glyph} /> },
            { key: "what", head: "What happened", cell: (e) => { const t = tell(e); return <>{t.to ? <Link to={t.to} className="plain">{t.text}</Link> : t.text} {t.small && <span className="faint">{t.small}</span>}</>; } },
            { key: "type", head: "Type", cell: (e) => <button className="linkish mono" onClick={() => setType(e.type)} title="Only this type">{e.type}</button> },
            { key: "eventTime", head: "Event time", cell: (e) => (e.eventTime ? stamp(e.eventTime) : "–") },
            { key: "time", head: "Written", cell: (e) => <span className="muted">{day(e.time)} {clock(e.time, true)}</span> },
            { key: "actor", head: "By", cell: (e) => <span className="muted">{e.actor}</span> },
            { key: "hash", head: "Hash", cell: (e) => <code className="faint">{e.hash.replace(/^sha256:/, "").slice(0, 10)}</code> },
          ]}
        />
      )}
    </div>
  );
}
