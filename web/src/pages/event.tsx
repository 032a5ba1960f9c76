import { useGet } from "../lib/api.ts";
import { integer, moment } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { Link, navigate, page } from "../lib/router.tsx";
import { tell } from "../lib/story.ts";
import type { Json, LogEvent, Page } from "../lib/types.ts";
import { Icon } from "../ui/icons.tsx";
import { Await, KeyValues, PageHead, Panel, Save } from "../ui/parts.tsx";

export default function EventPage({ product, event }: { product: string; event: string }) {
  const asked = useGet<LogEvent>(`/api/v1/events/${encodeURIComponent(event)}`);
  return <Await of={asked} lines={8}>{(e) => <One product={product} event={e} />}</Await>;
}

function One({ product, event: e }: { product: string; event: LogEvent }) {
  const around = `/api/v1/events?product=${encodeURIComponent(e.product ?? product)}&limit=1&cursor=${e.position}`;
  const before = useGet<Page<LogEvent>>(`${around}&order=desc`).data?.items[0];
  const after = useGet<Page<LogEvent>>(`${around}&order=asc`).data?.items[0];
  useKeys([
    ...(before ? [{ keys: "[", label: "event before", run: () => navigate(page(product, "events", before.id)) }] : []),
    ...(after ? [{ keys: "]", label: "event after", run: () => navigate(page(product, "events", after.id)) }] : []),
  ]);
  const told = tell(e);
  return (
    <>
      <PageHead title={<><Icon name={told.glyph} /> {told.text}</>} sub={<>{told.small && `${told.small}. `}Event <span className="mono">#{integer(e.position)}</span> of the log, <code>{e.type}</code>.</>}>
        {before && <Link className="btn" to={page(product, "events", before.id)}>Before <kbd>[</kbd></Link>}
        {after && <Link className="btn" to={page(product, "events", after.id)}>After <kbd>]</kbd></Link>}
        {told.to && <Link className="btn primary" to={told.to}>Open what it is about</Link>}
      </PageHead>
      <div className="grid cols2 top0">
        <Panel title="Data" right={<Save path={`/api/v1/events/${encodeURIComponent(e.id)}`} name={`${e.id}.json`}>save as JSON</Save>}><JsonText value={e.data} /></Panel>
        <Panel title="Envelope" right="CloudEvents, with ours" pad>
          <KeyValues
            pairs={[
              ["Type", <code key="t">{e.type}</code>],
              ["Subject", <code key="s">{e.subject}</code>],
              ["Source", e.source],
              ["Product", e.product ?? "none"],
              ["Actor", e.actor],
              ["Event time", e.eventTime ? `${moment(e.eventTime)} UTC` : "none"],
              ["Written", `${moment(e.time)} UTC`],
              ["Position", integer(e.position)],
              ["Id", <code key="i">{e.id}</code>],
              ["Hash", <code key="h">{e.hash}</code>],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

/** JSON with its keys in the accent. */
export function JsonText({ value }: { value: Json }) {
  const text = JSON.stringify(value, null, 2) ?? "null";
  return <pre className="code sql json" tabIndex={0}>{text.split("\n").map((line, i) => { const found = /^(\s*)("[^"]*")(:.*)$/.exec(line); return <span key={i}>{found ? <>{found[1]}<span className="k">{found[2]}</span>{found[3]}</> : line}{"\n"}</span>; })}</pre>;
}
