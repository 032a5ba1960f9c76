import { Link, page } from "../lib/router.tsx";

/** What started a run: the event that a trigger took up, or a name such as that of who asked. */
export function TriggerWord({ product, trigger }: { product: string; trigger: string }) {
  return /^evt_/.test(trigger) ? <Link to={page(product, "events", trigger)} className="mono">event {trigger.slice(-6)}</Link> : <b>{trigger}</b>;
}
