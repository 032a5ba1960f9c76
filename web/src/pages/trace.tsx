import { useMemo } from "react";
import { api, save, useGet } from "../lib/api.ts";
import { clip, moment } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { goneWords, nodePage } from "../lib/nodepage.ts";
import { Link, navigate, useParam } from "../lib/router.tsx";
import { CARD, COLUMNS, keyOf, place, ribbon } from "../lib/tracelayout.ts";
import type { Trace, TraceNode } from "../lib/types.ts";
import { Icon } from "../ui/icons.tsx";
import { Await, Empty, KeyValues, PageHead, Panel, Save } from "../ui/parts.tsx";
import { Outcome } from "./trace-outcome.tsx";

export default function TracePage({ product, prediction }: { product: string; prediction: string }) {
  const path = api(product, `/predictions/${encodeURIComponent(prediction)}/trace`);
  const asked = useGet<Trace>(path);
  return <Await of={asked} lines={9}>{(t) => (t.nodes.length === 0 ? <Empty title="Nothing is known of this prediction" /> : <Traced product={product} trace={t} path={path} />)}</Await>;
}

const pretty = (v: string): string => (/^\d{4}-\d\d-\d\dT/.test(v) ? moment(v) : v);

function Traced({ product, trace, path }: { product: string; trace: Trace; path: string }) {
  const [chosen, choose] = useParam("node");
  const drawing = useMemo(() => place(trace.nodes), [trace]);
  const order = drawing.boxes;
  const selected = order.find((b) => keyOf(b.node) === chosen) ?? order[0];
  const first = trace.nodes.find((n) => n.kind === "prediction");
  const missing = COLUMNS.flatMap((c) => c.kinds).filter((k) => !trace.nodes.some((n) => n.kind === k));
  const move = (by: number) => {
    const at = order.findIndex((b) => b === selected);
    const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
    if (next) choose(keyOf(next.node));
  };
  useKeys([
    { keys: "ArrowLeft/ArrowRight", label: "along the ribbon", run: (e) => move(e.key === "ArrowRight" ? 1 : -1) },
    { keys: "Enter", label: "open", run: () => { const to = selected && nodePage(product, selected.node); if (to) navigate(to); } },
    { keys: "S", label: "save as JSON", run: () => void save(path, `${trace.id}.json`).catch(() => undefined) },
  ]);
  const connected = new Set(drawing.edges.filter((e) => e.from === selected || e.to === selected));
  return (
    <>
      <PageHead
        title={<>Prediction <span className="mono">{trace.id}</span></>}
        chip={missing.length === 0 ? <span className="chip ok">traced to its goal</span> : <span className="chip wait">{missing.length} links missing</span>}
        sub={<>{first?.facts["score"] && <>Said {first.facts["score"]}{(first.facts["event time"] ?? first.facts["time"]) ? ` on ${pretty(first.facts["event time"] ?? first.facts["time"] ?? "")}` : ""}. </>}Every box is evidence: open it, or <Save path={path} name={`${trace.id}.json`}>save the whole trace as JSON</Save>.</>}
      />
      <div className="stack">
        <Panel>
          <div className="tracebox">
            <svg viewBox={`0 0 ${drawing.width} ${drawing.height}`} className="trace" role="group" aria-label={`From the prediction back to its goal: ${trace.nodes.length} pieces of evidence`}>
              {COLUMNS.map((c, i) => (
                <g key={c.title} aria-hidden="true">
                  <rect x={8 + i * (CARD.w + CARD.gap * 2)} y="8" width={CARD.w + CARD.gap * 2 - 8} height={drawing.height - 12} rx="6" className={`z-panel z${c.zone.toLowerCase()}-p`} />
                  <text x={20 + i * (CARD.w + CARD.gap * 2)} y="28" className={`zn z${c.zone.toLowerCase()}`}><tspan className="zcode">{c.zone}</tspan>{"  "}{c.title}</text>
                </g>
              ))}
              <g aria-hidden="true">{drawing.edges.map((e) => <path key={`${keyOf(e.from.node)} ${keyOf(e.to.node)}`} d={ribbon(e.from, e.to)} className={`ribbon${connected.has(e) ? " on" : ""}`} />)}</g>
              {order.map((b) => {
                const facts = Object.entries(b.node.facts).slice(0, 4);
                return (
                  <g
                    key={keyOf(b.node)}
                    className={`node${b === selected ? " on" : ""}`}
                    role="button"
                    tabIndex={0}
                    aria-pressed={b === selected}
                    aria-label={`${b.node.kind}: ${b.node.title}; ${facts.map(([k, v]) => `${k} ${v}`).join(", ")}`}
                    onClick={() => choose(keyOf(b.node))}
                    onDoubleClick={() => { const to = nodePage(product, b.node); if (to) navigate(to); }}
                    onKeyDown={(e) => { if (e.key === " " || (e.key === "Enter" && b !== selected)) { e.preventDefault(); e.stopPropagation(); choose(keyOf(b.node)); } else if (e.key === "Enter") { const to = nodePage(product, b.node); if (to) navigate(to); } }}
                  >
                    <title>{b.node.title}</title>
                    <rect x={b.x} y={b.y} width={b.w} height={b.h} rx="4" />
                    <text x={b.x + 9} y={b.y + 15} className="ssub">{b.node.kind}</text>
                    <text x={b.x + 9} y={b.y + 30} className="cnm">{clip(b.node.title, 25)}</text>
                    {facts.map(([k, v], i) => <text key={k} x={b.x + 9} y={b.y + 45 + i * CARD.line} className="ssub">{clip(`${k} ${pretty(v)}`, 29)}</text>)}
                  </g>
                );
              })}
            </svg>
          </div>
        </Panel>
        <Outcome product={product} trace={trace} />
        {selected && (
          <div className="grid cols2 top0">
            <Panel title={selected.node.title} right={selected.node.kind} pad>
              <KeyValues pairs={[["Id", <code key="i">{selected.node.id}</code>], ...Object.entries(selected.node.facts).map(([k, v]): [string, string] => [k, pretty(v)])]} />
              <Opens product={product} node={selected.node} />
            </Panel>
            <Panel title="The chain" right={missing.length ? `not recorded: ${missing.join(", ")}` : "complete"}>
              <ol className="rows">
                {order.map((b) => (
                  <li key={keyOf(b.node)} className={b === selected ? "here" : ""}><Icon name="done" label="recorded" /><div><button className="linkish" onClick={() => choose(keyOf(b.node))}>{b.node.title}</button><small>{b.node.kind}{b.node.parents.length > 0 && `, from ${b.node.parents.map((p) => (typeof p === "string" ? (trace.nodes.find((n) => n.id === p)?.kind ?? p) : p.kind)).join(" and ")}`}</small></div></li>
                ))}
                {missing.map((k) => <li key={k}><Icon name="miss" label="missing" /><div><span className="muted">{k}</span><small>not recorded for this prediction</small></div></li>)}
              </ol>
            </Panel>
          </div>
        )}
      </div>
    </>
  );
}

function Opens({ product, node }: { product: string; node: TraceNode }) {
  const to = nodePage(product, node);
  if (!to) return node.presence === "REMOVED" ? <p className="gaptop muted">This {node.kind} was {goneWords(node)}; its name is what is left.</p> : null;
  return <p className="gaptop">{to.startsWith("/p/") ? <Link className="btn" to={to}>Open {node.kind}</Link> : <a className="btn" href={to}>Open {node.kind}</a>}</p>;
}
