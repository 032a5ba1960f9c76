import { useGet, usePages } from "../lib/api.ts";
import { integer, moment, version as named } from "../lib/format.ts";
import type { Promotion } from "../lib/registry.ts";
import { Link, page, useParam } from "../lib/router.tsx";
import { Icon } from "../ui/icons.tsx";
import { Await, Empty, More, PageHead, Panel, Segments } from "../ui/parts.tsx";
import { DecisionChip, EvidenceFacts } from "../ui/promotion.tsx";
import { Stage } from "../ui/stages.tsx";

type Decision = "requested" | "promoted" | "rejected";

const at = (product: string, decision: Decision, more = ""): string => `/api/v1/promotions?product=${encodeURIComponent(product)}&decision=${decision}${more}`;

/** What waits for whom: promotions that somebody asked for, and those that were decided. */
export default function Approvals({ product }: { product: string }) {
  const [given, setDecision] = useParam("decision");
  const [of, setOf] = useParam("of");
  const decision: Decision = given === "promoted" || given === "rejected" ? given : "requested";
  const mine = of === "me" && decision === "requested";
  const list = usePages<Promotion>(at(product, decision, mine ? "&of=me" : ""), 50);
  const count = useGet<{ count: number }>(`/api/v1/promotions/count?product=${encodeURIComponent(product)}`).data?.count;
  return (
    <>
      <PageHead title="Approvals" chip={count ? <span className="chip wait">{integer(count)} waiting</span> : null} sub="Promotions that people asked for. What the loop promotes rests on its own comparison and asks nobody." />
      <div className="line gap12 gap">
        <Segments label="Which promotions" value={decision} options={[["requested", "waiting"], ["promoted", "approved"], ["rejected", "refused"]]} onChange={(d) => setDecision(d === "requested" ? null : d)} />
        {decision === "requested" && <Segments label="Whose turn it is" value={mine ? "me" : "all"} options={[["all", "everybody's"], ["me", "mine to decide"]]} onChange={(o) => setOf(o === "all" ? null : o)} />}
      </div>
      <Await of={list} lines={5}>
        {(items) => items.length === 0 ? (
          <Empty title={decision !== "requested" ? "Nothing was decided so yet" : mine ? "Nothing waits for you" : "Nothing waits for approval"}>A promotion is asked for on a version&rsquo;s page, with the evidence that it rests on. Who holds <code>mlEngineer</code> or <code>businessStakeholder</code> in <code>product.yaml</code> decides; where nobody does, anybody but who asked. Models are <Link to={page(product, "models")}>here</Link>.</Empty>
        ) : (
          <Panel>
            <ul className="rows inbox">
              {items.map((p) => (
                <li key={`${p.model} ${p.version}`}>
                  <Icon name={p.decision === "REQUESTED" ? "wait" : p.decision === "PROMOTED" ? "done" : "fail"} />
                  <div>
                    <div className="between"><b><Link to={page(product, "models", p.model, p.version)}>{p.model} {named(p.version)}</Link></b><span className="line"><Stage stage={p.stage} /><DecisionChip decision={p.decision} /></span></div>
                    <small><b>{p.requestedBy}</b> asked on {moment(p.requestedAt)}{p.decision === "REQUESTED" && <>; waits for {p.approvers.filter((a) => a !== p.requestedBy).join(" or ") || `anybody but ${p.requestedBy}`}</>}</small>
                    <div className="gaptop2"><EvidenceFacts product={product} evidence={p.evidence} /></div>
                    {p.decision === "REQUESTED" && (p.obstacle ? <small className="wait-t">{p.obstacle}</small> : <p className="gaptop2"><Link className="btn primary s" to={page(product, "models", p.model, p.version)}>Look and decide</Link> <small className="inline">as {p.caller}</small></p>)}
                  </div>
                </li>
              ))}
            </ul>
            <More of={list} what="promotions" />
          </Panel>
        )}
      </Await>
    </>
  );
}
