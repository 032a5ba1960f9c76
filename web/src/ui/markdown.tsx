import { useMemo } from "react";
import { blocks, type Inline } from "../lib/markdown.ts";

const Spans = ({ of }: { of: Inline[] }) => (
  <>
    {of.map((s, i) => {
      switch (s.kind) {
        case "code": return <code key={i}>{s.text}</code>;
        case "strong": return <strong key={i}>{s.text}</strong>;
        case "em": return <em key={i}>{s.text}</em>;
        case "link": return <a key={i} href={s.href} rel="noreferrer noopener" {...(s.href.startsWith("http") ? { target: "_blank" } : {})}>{s.text}</a>;
        default: return <span key={i}>{s.text}</span>;
      }
    })}
  </>
);

/** A text that somebody wrote, as it was meant; tags in it are shown as what they are: text. */
export function Markdown({ text }: { text: string }) {
  const all = useMemo(() => blocks(text), [text]);
  return (
    <div className="prose">
      {all.map((b, i) => {
        switch (b.kind) {
          case "heading": return <h3 key={i}><Spans of={b.content} /></h3>;
          case "code": return <pre key={i} className="code sql" tabIndex={0}>{b.text}</pre>;
          case "list": { const items = b.items.map((item, j) => <li key={j}><Spans of={item} /></li>); return b.ordered ? <ol key={i}>{items}</ol> : <ul key={i}>{items}</ul>; }
          default: return <p key={i}><Spans of={b.content} /></p>;
        }
      })}
    </div>
  );
}
