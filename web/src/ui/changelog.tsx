import { usePages } from "../lib/api.ts";
import { aboutOf, tellChange } from "../lib/changes.ts";
import { day, moment, plural } from "../lib/format.ts";
import { modelPath, type Change } from "../lib/registry.ts";
import { Link, page, pageOf } from "../lib/router.tsx";
import { Icon } from "./icons.tsx";
import { Await, Empty, More, Panel } from "./parts.tsx";

/** One entry: what, when on both clocks, by whom, resting on what. */
function Entry({ product, change, versions }: { product: string; change: Change; versions: boolean }) {
  const told = tellChange(change);
  const differs = change.eventTime && Math.abs(Date.parse(change.eventTime) - Date.parse(change.at)) > 60_000;
  return (
    <li className="entry">
      <Icon name={told.glyph} />
      <div>
        <div className="between"><b>{versions && (change.version === 0 ? "The model " : <><Link to={page(product, "models", change.model, change.version)}>{aboutOf(change)}</Link> </>)}{versions ? told.what : told.what.replace(/^./, (c) => c.toUpperCase())}</b>
          <small className="when"><span className="strong">{change.actor}</span>, {differs && <>{day(change.eventTime)} of event time, </>}<time dateTime={change.at}>{moment(change.at)}</time></small>
        </div>
        {(told.facts.length > 0 || told.challenge || told.link) && (
          <small className="evidence">
            {told.challenge && <Link to={page(product, "challenges", told.challenge)}>challenge</Link>}
            {told.link && <Link to={pageOf(told.link, product)}>evidence</Link>}
            {told.facts.map(([k, v]) => <span key={k}><span className="faint">{k}</span> {v}</span>)}
          </small>
        )}
      </div>
    </li>
  );
}

/** The history of a version, which came with it: newest first. */
export function VersionLog({ product, changes }: { product: string; changes: Change[] }) {
  return (
    <Panel title="History" right={plural(changes.length, "change")}>
      {changes.length === 0 ? <Empty title="Nothing yet" /> : <ul className="rows timelined">{[...changes].reverse().map((c) => <Entry key={c.id} product={product} change={c} versions={false} />)}</ul>}
    </Panel>
  );
}

/** All that happened to a model and its versions, page by page. */
export function ModelLog({ product, model }: { product: string; model: string }) {
  const list = usePages<Change>(modelPath(model, "/history"), 50);
  return (
    <Panel title="History" right="append-only">
      <Await of={list}>{(all) => all.length === 0 ? <Empty title="Nothing yet" /> : <div className="scroll tallish"><ul className="rows timelined">{all.map((c) => <Entry key={c.id} product={product} change={c} versions />)}</ul><More of={list} what="changes" /></div>}</Await>
    </Panel>
  );
}
