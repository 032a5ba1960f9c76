import { useEffect, useId, useMemo, useState, type RefObject } from "react";
import { applied, comparedAt, placeOfError, tokensOf, type Completion } from "../lib/complete.ts";
import { Icon } from "./icons.tsx";

/** Something that a query can name, and the values that are known of it. */
export interface Known {
  field: string;
  hint: string;
  values?: string[];
}

interface Props {
  label: string;
  query: string;
  run: (query: string) => void;
  fields: Known[];
  error: Error | null;
  count: string;
  example: string;
  field: RefObject<HTMLInputElement | null>;
}

const MOST = 10;
const SIGN = /^(>=|<=|!=|<>|==|=|>|<|like|ilike|in|is|not)$/i;

/** What may stand under the caret: a value that is known, a join, a sign or a field. */
export function suggest(text: string, caret: number, fields: Known[]): { from: number; to: number; options: Completion[] } {
  const tokens = tokensOf(text);
  const here = tokens.find((t) => t.from < caret && caret <= t.to && !/^[(),]$/.test(t.text) && !SIGN.test(t.text));
  const [from, to] = [here?.from ?? caret, here?.to ?? caret];
  const typed = text.slice(from, caret).toLowerCase().replace(/^['"]/, "");
  const give = (options: Completion[]) => ({ from, to, options: options.filter((o) => o.text.toLowerCase().replace(/^'/, "").includes(typed)).slice(0, MOST) });
  const compared = comparedAt(text, caret);
  if (compared !== null) return give((fields.find((f) => f.field === compared)?.values ?? []).map((v) => ({ text: `'${v}'`, hint: "" })));
  const last = tokens.filter((t) => t.to <= from).at(-1)?.text ?? "";
  if (last === "" || last === "(" || /^(and|or|not)$/i.test(last)) return give(fields.map((f) => ({ text: f.field, hint: f.hint })));
  return give((/^['")]|^[\d.-]+\w*$/.test(last) ? ["AND", "OR"] : ["=", "!=", "LIKE ''", "ILIKE ''", ">", "<", "IN ()"]).map((s) => ({ text: s, hint: "" })));
}

/** A query in the server's language: Enter runs it, Tab completes it, a wrong one is shown with its place. */
export function FilterBar({ label, query, run, fields, error, count, example, field }: Props) {
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState(query.length);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useId();
  useEffect(() => setText(query), [query]);
  const found = useMemo(() => suggest(text, caret, fields), [text, caret, fields]);
  const shown = open && found.options.length > 0 && !(found.options.length === 1 && text.slice(found.from, found.to) === found.options[0]?.text);
  const take = (option: Completion) => {
    const next = applied(text, found, option);
    setText(next.text);
    setCaret(next.caret);
    setAt(-1);
    requestAnimationFrame(() => field.current?.setSelectionRange(next.caret, next.caret));
  };
  const submit = (value: string) => {
    setOpen(false);
    setAt(-1);
    run(value.trim());
  };
  const look = () => setCaret(field.current?.selectionStart ?? text.length);
  const keys = (e: React.KeyboardEvent) => {
    if (e.key === "Escape") return shown ? setOpen(false) : field.current?.blur();
    if (shown && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      return setAt((was) => Math.max(-1, Math.min(found.options.length - 1, was + (e.key === "ArrowDown" ? 1 : -1))));
    }
    const option = found.options[Math.max(0, at)];
    if (shown && option && ((e.key === "Tab" && !e.shiftKey && (found.from < caret || at >= 0)) || (e.key === "Enter" && at >= 0))) {
      e.preventDefault();
      return take(option);
    }
    if (e.key === "Enter") submit(text);
    return undefined;
  };
  const wrong = error ? placeOfError(error.message) : null;
  const token = wrong === null ? undefined : tokensOf(query).find((t) => t.from <= wrong && wrong < t.to);
  const end = token?.to ?? (wrong ?? 0) + 1;
  return (
    <div className="querybar grow">
      <label className={`field${error ? " bad" : ""}`}>
        <Icon name="find" tone="faint" />
        <input ref={field} className="mono" role="combobox" aria-label={label} aria-expanded={shown} aria-controls={list} aria-autocomplete="list" aria-activedescendant={shown && at >= 0 ? `${list}-${at}` : undefined} aria-invalid={error !== null} spellCheck={false} autoComplete="off" placeholder={example} value={text} onChange={(e) => { setText(e.target.value); setCaret(e.target.selectionStart ?? e.target.value.length); setOpen(true); setAt(-1); }} onClick={look} onKeyUp={(e) => /^(ArrowLeft|ArrowRight|Home|End)$/.test(e.key) && look()} onFocus={() => { look(); setOpen(true); }} onBlur={() => setOpen(false)} onKeyDown={keys} />
        {text !== "" && <button type="button" className="linkish small" aria-label="Clear the query" onMouseDown={(e) => e.preventDefault()} onClick={() => { setText(""); submit(""); }}>×</button>}
        <span className="small muted nowrap" aria-live="polite">{text.trim() !== query ? <><kbd>Enter</kbd> runs it</> : error ? "not run" : count}</span>
      </label>
      {shown && (
        <div className="completions">
          <ul id={list} role="listbox" aria-label="Completions">
            {found.options.map((option, i) => <li key={option.text} id={`${list}-${i}`} role="option" aria-selected={i === at} className={i === Math.max(0, at) ? "first" : ""} onMouseDown={(e) => { e.preventDefault(); take(option); }}><code>{option.text}</code><span className="small muted end">{option.hint}</span></li>)}
          </ul>
          <p className="micro faint"><kbd>Tab</kbd> complete <kbd>↓</kbd> choose <kbd>Enter</kbd> run the query</p>
        </div>
      )}
      {error && !shown && <div className="wrongquery" role="alert">{wrong !== null && <pre><code>{query.slice(0, wrong)}<mark>{query.slice(wrong, end) || " "}</mark>{query.slice(end)}</code></pre>}<p>{error.message}</p></div>}
    </div>
  );
}
