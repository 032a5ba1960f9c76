import { useState } from "react";
import { bytes } from "../lib/format.ts";
import { messagesOf } from "../lib/llm.ts";
import type { Json } from "../lib/types.ts";
import { Copy } from "./copy.tsx";
import { Segments } from "./parts.tsx";

const CLIPPED = 4_000;
const MOST = 400_000;

/** A value as it is best read: a conversation, a text, or JSON; long ones are cut until one asks. */
export function JsonView({ value, what }: { value: Json | undefined; what: string }) {
  const [raw, setRaw] = useState<"read" | "json">("read");
  const [all, setAll] = useState(false);
  if (value === undefined || value === null) return <p className="small muted">none</p>;
  const messages = messagesOf(value);
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const shown = text.slice(0, all ? MOST : CLIPPED);
  return (
    <div className="jsonview">
      <div className="line small">{messages && <Segments label={`${what} as`} value={raw} options={[["read", "conversation"], ["json", "JSON"]]} onChange={setRaw} />}<span className="end"><Copy text={text} what={what} /></span></div>
      {messages && raw === "read" ? (
        <ol className="talk">{messages.slice(0, all ? 2000 : 40).map((m, i) => <li key={i} className={m.role}><b>{m.role}</b><div>{m.content.slice(0, all ? MOST : CLIPPED)}{m.content.length > CLIPPED && !all && "…"}</div></li>)}</ol>
      ) : <pre className="code sql json" tabIndex={0}>{shown}</pre>}
      {!all && (text.length > shown.length || (messages?.length ?? 0) > 40) && <button className="btn s" onClick={() => setAll(true)}>All of it, {bytes(text.length)}</button>}
      {all && text.length > MOST && <p className="small muted">Only the first {bytes(MOST)} are shown; copy it to have all.</p>}
    </div>
  );
}
