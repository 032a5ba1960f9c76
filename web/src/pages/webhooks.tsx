import { useState, type FormEvent } from "react";
import { useGet } from "../lib/api.ts";
import { clip, plural, stamp } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { useAct, type Act } from "../lib/registry.ts";
import { useParam } from "../lib/router.tsx";
import { eventName, eventWords, HOOK_EVENTS, hooks, newSecret, standingOf, useHooks, WEBHOOKS, type Delivery, type Hook, type HookEvent, type HookSettings, type TestResult } from "../lib/webhooks.ts";
import { Copy } from "../ui/copy.tsx";
import { Ask } from "../ui/dialog.tsx";
import { Icon } from "../ui/icons.tsx";
import { Await, Empty, Failure, KeyValues, Note, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

const TOUCHES = [WEBHOOKS, "/api/v1/webhooks"];

/** Who is told of the registry's changes, and what came of telling them. */
export default function Webhooks() {
  const asked = useHooks();
  const [chosen, choose] = useParam("webhook");
  const making = chosen === "new";
  useKeys([{ keys: "N", label: "new webhook", run: () => choose("new") }]);
  return (
    <>
      <PageHead title="Webhooks" sub="Told of the registry’s changes, of all products’ models and nobody’s, in MLflow’s format: signed, at least once, to public addresses only."><button className="btn primary" onClick={() => choose("new")}>New webhook</button></PageHead>
      {making && <HookForm close={() => choose(null)} made={(id) => choose(id)} />}
      <Await of={asked} lines={5}>
        {(all) => all.length === 0 ? (making ? null : <Empty title="No webhook yet" command={`client.create_webhook(name="ci", url="https://…", events=["model_version.created"])`}>A webhook is told when a model or a version is registered, when tags and aliases change. Make one here, or with an MLflow client.</Empty>) : (
          <div className="grid colshooks">
            <Panel title="Webhooks" right={plural(all.length, "webhook")}>
              <Table
                label="Webhooks"
                rows={all}
                id={(h) => h.webhook_id}
                current={chosen}
                onCurrent={(h) => choose(h.webhook_id)}
                cols={[
                  { key: "name", head: "Name", cell: (h) => <button className="linkish strong" onClick={() => choose(h.webhook_id)}>{h.name}</button>, sort: (h) => h.name },
                  { key: "status", head: "Status", cell: (h) => <span className={`chip ${h.status === "ACTIVE" ? "ok" : ""}`}>{h.status === "ACTIVE" ? "active" : "paused"}</span>, sort: (h) => h.status },
                  { key: "url", head: "Address", cell: (h) => <code className="muted" title={h.url}>{clip(h.url, 36)}</code>, sort: (h) => h.url },
                  { key: "events", head: "Events", num: true, cell: (h) => <span title={h.events.map(eventWords).join(", ")}>{h.events.length}</span>, sort: (h) => h.events.length },
                ]}
              />
              {asked.hasNextPage && <div className="pad more"><button className="btn s" disabled={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>More webhooks</button></div>}
            </Panel>
            <Chosen key={chosen} hook={all.find((h) => h.webhook_id === chosen) ?? (making ? undefined : all[0])} close={() => choose(null)} />
          </div>
        )}
      </Await>
    </>
  );
}

function Chosen({ hook, close }: { hook: Hook | undefined; close: () => void }) {
  const act = useAct(TOUCHES);
  const leaving = useAct([WEBHOOKS]);
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  if (!hook) return <Empty title="Choose a webhook">Its deliveries are shown here.</Empty>;
  if (open === "edit") return <HookForm hook={hook} close={() => setOpen(null)} made={() => setOpen(null)} />;
  const active = hook.status === "ACTIVE";
  return (
    <div className="stack">
      <Panel title={hook.name} right={<><button className="btn s" disabled={act.busy} onClick={() => void act.run(() => hooks.turn(hook.webhook_id, active ? "DISABLED" : "ACTIVE"))}>{active ? "Pause" : "Go on"}</button><button className="btn s" onClick={() => setOpen("edit")}>Edit</button><button className="btn danger s" onClick={() => setOpen("delete")}>Delete</button></>}>
        <div className="pad stack tight">
          {!active && <Note tone="wait">It is paused: what happens now is not kept for it.</Note>}
          {hook.description && <p className="wrap">{hook.description}</p>}
          <KeyValues pairs={[["Address", <code key="u" className="anywhere">{hook.url}</code>], ["Told of", <span key="e">{hook.events.map((e) => <span key={eventName(e)} className="chip gapr">{eventWords(e)}</span>)}</span>], ["Made", stamp(new Date(hook.creation_timestamp).toISOString())], ["Changed", stamp(new Date(hook.last_updated_timestamp).toISOString())]]} />
          <Test hook={hook} act={act} />
          {act.error && open === null && <Failure error={act.error} />}
        </div>
      </Panel>
      <Deliveries hook={hook} />
      {open === "delete" && <Ask title={`Delete ${hook.name}?`} verb="Delete it" danger act={leaving} close={() => setOpen(null)} work={() => hooks.remove(hook.webhook_id)} done={close}><p className="small muted">What it was not told yet it never will be.</p></Ask>}
    </div>
  );
}

function Test({ hook, act }: { hook: Hook; act: Act }) {
  const [event, setEvent] = useState(eventName(hook.events[0] ?? { entity: "MODEL_VERSION", action: "CREATED" }));
  const [result, setResult] = useState<TestResult | null>(null);
  const of = hook.events.find((e) => eventName(e) === event);
  const send = () => {
    setResult(null);
    if (of) void act.run(async () => setResult((await hooks.test(hook.webhook_id, of)).result));
  };
  return (
    <div className="stack tight">
      <div className="line"><label className="field pick1"><span className="small muted">Example of</span><select value={event} onChange={(e) => setEvent(e.target.value)}>{hook.events.map((e) => <option key={eventName(e)} value={eventName(e)}>{eventWords(e)}</option>)}</select></label><button className="btn s" disabled={act.busy || !of} onClick={send}>{act.busy ? "Sending" : "Send it now"}</button></div>
      {result && <div className={`note ${result.success ? "" : "fail"}`} role="status"><Icon name={result.success ? "done" : "fail"} /><div className="anywhere">{result.success ? "Answered" : "Failed"}{result.response_status ? ` ${result.response_status}` : ""}{result.error_message && `: ${result.error_message}`}{result.response_body && <pre className="code json">{clip(result.response_body, 600)}</pre>}</div></div>}
    </div>
  );
}

function Deliveries({ hook }: { hook: Hook }) {
  const asked = useGet<{ items: Delivery[] }>(`/api/v1/webhooks/${encodeURIComponent(hook.webhook_id)}/deliveries?limit=200`, { every: 5000 });
  return (
    <Panel title="Deliveries" right="the newest 200">
      <Await of={{ ...asked, isFetching: false }} lines={3}>
        {({ items }) => items.length === 0 ? <Empty title="Nothing was sent yet">The next change that it asks for is; a test is not kept.</Empty> : (
          <div className="runlist">
            <Table
              tall
              label="Deliveries"
              rows={items}
              id={(d) => d.id}
              cols={[
                { key: "state", head: "State", cell: (d) => { const s = standingOf(d); return <span className={`chip ${s.tone}`}>{s.word}</span>; } },
                { key: "event", head: "Event", cell: (d) => d.event.toLowerCase().replace(/[_:]/g, " ") },
                { key: "at", head: "Since", cell: (d) => stamp(d.createdAt) },
                { key: "attempts", head: "Tries", num: true, cell: (d) => d.attempts },
                { key: "due", head: "Next", cell: (d) => (d.dueAt ? stamp(d.dueAt) : <span className="faint">–</span>) },
                { key: "status", head: "Answer", cell: (d) => <><b>{d.status ?? ""}</b> <span className="muted" title={d.answer ?? ""}>{clip(d.answer ?? "", 28)}</span></> },
                { key: "id", head: "Id", cell: (d) => <Copy text={d.id} what="the delivery's id" /> },
              ]}
            />
          </div>
        )}
      </Await>
    </Panel>
  );
}

const EMPTY: HookSettings = { name: "", description: "", url: "https://", events: [{ entity: "MODEL_VERSION", action: "CREATED" }], secret: "" };

function HookForm({ hook, close, made }: { hook?: Hook; close: () => void; made: (id: string) => void }) {
  const act = useAct(TOUCHES);
  const [s, set] = useState<HookSettings>(hook ? { name: hook.name, description: hook.description ?? "", url: hook.url, events: hook.events, secret: "" } : EMPTY);
  const on = new Set(s.events.map(eventName));
  const toggle = (e: HookEvent) => set({ ...s, events: on.has(eventName(e)) ? s.events.filter((x) => eventName(x) !== eventName(e)) : [...s.events, e] });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    let id = hook?.webhook_id ?? "";
    void act.run(async () => {
      if (hook) await hooks.update(hook.webhook_id, s);
      else id = (await hooks.create(s)).webhook.webhook_id;
    }).then((fine) => fine && made(id));
  };
  return (
    <Panel title={hook ? `Edit ${hook.name}` : "New webhook"} className="gap">
      <form className="cardedit" onSubmit={submit}>
        <div className="line gap12 top0">
          <label className="labelled"><span><b>Name</b></span><span className="field"><input autoFocus required maxLength={63} value={s.name} onChange={(e) => set({ ...s, name: e.target.value })} /></span></label>
          <label className="labelled grow"><span><b>Address</b> <small className="muted">https; checked at each delivery</small></span><span className="field"><input required type="url" value={s.url} onChange={(e) => set({ ...s, url: e.target.value })} /></span></label>
        </div>
        <label className="labelled"><span><b>What for</b></span><span className="field"><input value={s.description} onChange={(e) => set({ ...s, description: e.target.value })} /></span></label>
        <fieldset className="hookevents"><legend><b>Told of</b> <small className="muted">{plural(s.events.length, "event")}</small></legend>{HOOK_EVENTS.map((e) => <label key={eventName(e)}><input type="checkbox" checked={on.has(eventName(e))} onChange={() => toggle(e)} /> {eventWords(e)}</label>)}</fieldset>
        <label className="labelled"><span><b>Secret</b> <small className="muted">{hook ? "empty keeps the one that is there" : "signs each delivery (HMAC-SHA256); sealed, never shown again: copy it now"}</small></span><span className="line"><span className="field grow"><input className="mono" autoComplete="off" value={s.secret} onChange={(e) => set({ ...s, secret: e.target.value })} /></span><button type="button" className="btn s" onClick={() => set({ ...s, secret: newSecret() })}>Make one</button>{s.secret && <Copy text={s.secret} what="the secret" />}</span></label>
        {act.error && <Failure error={act.error} />}
        <div className="line"><button type="button" className="btn end" onClick={close}>Cancel</button><button type="submit" className="btn primary" disabled={act.busy || s.events.length === 0}>{hook ? "Save" : "Make it"}</button></div>
      </form>
    </Panel>
  );
}
