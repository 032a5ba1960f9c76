import { useState } from "react";
import { version as named } from "../lib/format.ts";
import { registry, useAct, type Act } from "../lib/registry.ts";
import { Link, page } from "../lib/router.tsx";
import { Empty, Failure, Panel } from "./parts.tsx";
import { Markdown } from "./markdown.tsx";

/** Names that lead to versions: set, moved and taken away. A version's own, or all of a model's. */
export function Aliases({ product, model, aliases, version, highest }: { product: string; model: string; aliases: Record<string, number>; version?: number; highest: number }) {
  // Its own: what another form is doing keeps nobody from typing on here.
  const act = useAct();
  const [alias, setAlias] = useState("");
  const [to, setTo] = useState("");
  const own = Object.entries(aliases).filter(([, v]) => version === undefined || v === version).sort(([a], [b]) => a.localeCompare(b));
  const target = version ?? Number(to || highest);
  const moves = aliases[alias.trim()];
  return (
    <Panel title="Aliases" right={own.length || ""}>
      {own.length > 0 && (
        <ul className="rows">
          {own.map(([name, v]) => (
            <li key={name} className="line"><span className="chip acc">{name}</span>{version === undefined && <Link to={page(product, "models", model, v)}>{named(v)}</Link>}<button className="linkish small end" aria-label={`Take the alias ${name} away`} disabled={act.busy} onClick={() => void act.run(() => registry.dropAlias(model, name))}>×</button></li>
          ))}
        </ul>
      )}
      <form className="pad stack tight" onSubmit={(e) => { e.preventDefault(); if (alias.trim()) void act.run(() => registry.setAlias(model, alias.trim(), target)).then((fine) => { if (fine) setAlias(""); }); }}>
        <div className="line">
          <span className="field grow"><input aria-label="Alias" placeholder="alias" list={`aliases-${model}`} value={alias} onChange={(e) => setAlias(e.target.value)} /></span>
          <datalist id={`aliases-${model}`}>{Object.keys(aliases).map((a) => <option key={a} value={a} />)}</datalist>
          {version === undefined && <span className="field factname"><input aria-label="Version of the alias" inputMode="numeric" placeholder={named(highest)} value={to} onChange={(e) => setTo(e.target.value.replace(/\D/g, ""))} /></span>}
          <button className="btn s" type="submit" disabled={act.busy || !alias.trim()}>{moves !== undefined && moves !== target ? "Move" : "Set"}</button>
        </div>
        {moves !== undefined && moves !== target && <p className="micro muted">{alias.trim()} names {named(moves)} now; it will name {named(target)}.</p>}
        {moves === undefined && own.length === 0 && <p className="micro muted">Clients then load <code>models:/{model}@alias</code>.</p>}
        {act.error && <Failure error={act.error} />}
      </form>
    </Panel>
  );
}

/** Keys and values that anybody may give. */
export function Tags({ tags, set, drop }: { tags: Record<string, string>; set: (key: string, value: string) => Promise<unknown>; drop: (key: string) => Promise<unknown> }) {
  const act = useAct();
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const all = Object.entries(tags).sort(([a], [b]) => a.localeCompare(b));
  return (
    <Panel title="Tags" right={all.length || ""}>
      {all.length > 0 && <ul className="rows">{all.map(([k, v]) => <li key={k} className="line"><code className="muted nowrap">{k}</code><span className="grow wrap anywhere">{v}</span><button className="linkish small" aria-label={`Take the tag ${k} away`} disabled={act.busy} onClick={() => void act.run(() => drop(k))}>×</button></li>)}</ul>}
      <form className="pad line" onSubmit={(e) => { e.preventDefault(); if (key.trim()) void act.run(() => set(key.trim(), value)).then((fine) => { if (fine) { setKey(""); setValue(""); } }); }}>
        <span className="field factname"><input aria-label="Key of the tag" placeholder="key" value={key} onChange={(e) => setKey(e.target.value)} /></span>
        <span className="field grow"><input aria-label="Value of the tag" placeholder="value" value={value} onChange={(e) => setValue(e.target.value)} /></span>
        <button className="btn s" type="submit" disabled={act.busy || !key.trim()}>Set</button>
      </form>
      {act.error && <Failure error={act.error} />}
    </Panel>
  );
}

/** A description as its author meant it, and the means to write it anew. */
export function Description({ text, save, act, hint }: { text: string; save: (text: string) => Promise<unknown>; act: Act; hint: string }) {
  const [draft, setDraft] = useState<string | null>(null);
  if (draft !== null) {
    return (
      <Panel title="Description">
        <form className="pad stack tight" onSubmit={(e) => { e.preventDefault(); void act.run(() => save(draft)).then((fine) => { if (fine) setDraft(null); }); }}>
          <span className="field area"><textarea aria-label="Description" autoFocus rows={8} value={draft} onChange={(e) => setDraft(e.target.value)} /></span>
          {act.error && <Failure error={act.error} />}
          <div className="line"><span className="small muted">Markdown: headings, lists, <code>code</code>, **strong**, links. HTML stays text.</span><button type="button" className="btn s end" onClick={() => { act.clear(); setDraft(null); }}>Cancel</button><button type="submit" className="btn primary s" disabled={act.busy}>Save</button></div>
        </form>
      </Panel>
    );
  }
  return (
    <Panel title="Description" right={<button className="btn quiet s" onClick={() => setDraft(text)}>Edit</button>}>
      {text ? <div className="pad"><Markdown text={text} /></div> : <Empty title="No description">{hint}</Empty>}
    </Panel>
  );
}
