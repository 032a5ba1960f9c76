import { useEffect, useId, useMemo, useState, type RefObject } from "react";
import { useGet } from "../lib/api.ts";
import { applied, complete, placeOfError, tokensOf, valuesWanted, type Completion, type Known, type ValuesOf } from "../lib/complete.ts";
import { Icon } from "./icons.tsx";

interface Props {
  /** What it is called where several stand on a page. */
  label?: string;
  query: string;
  run: (query: string) => void;
  /** What can be asked for. */
  fields: Known[];
  /** Where the values of a parameter or tag are read. */
  valuesAt?: (wanted: ValuesOf) => string | null;
  error: Error | null;
  /** How many fit, of how many. */
  count: string;
  example: string;
  field: RefObject<HTMLInputElement | null>;
}

/** A query with completion of what can be asked, run by Enter; a wrong one is shown with the place. */
export function QueryBar({ label = "Query", query, run, fields, valuesAt, error, count, example, field }: Props) {
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState(query.length);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useId();
  useEffect(() => setText(query), [query]);
  const wanted = open ? valuesWanted(text, caret) : null;
  const values = useGet<{ items: { value: string; runs: number }[] }>(wanted && valuesAt ? valuesAt(wanted) : null).data?.items;
  const found = useMemo(() => complete(text, caret, fields, values ?? []), [text, caret, fields, values]);
  const shown = open && found.options.length > 0 && !(found.options.length === 1 && text.slice(found.from, found.to) === found.options[0]?.text);
  const look = () => setCaret(field.current?.selectionStart ?? text.length);
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
  const begun = text.slice(found.from, caret).length;
  return (
    <div className="querybar grow">
      <label className={`field${error ? " bad" : ""}`}>
        <Icon name="find" tone="faint" />
        <input
          ref={field}
          className="mono"
          role="combobox"
          aria-label={label}
          aria-expanded={shown}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={shown && at >= 0 ? `${list}-${at}` : undefined}
          aria-invalid={error !== null}
          spellCheck={false}
          autoComplete="off"
          placeholder={example}
          value={text}
          onChange={(e) => { setText(e.target.value); setCaret(e.target.selectionStart ?? e.target.value.length); setOpen(true); setAt(-1); }}
          onClick={look}
          onKeyUp={(e) => /^(ArrowLeft|ArrowRight|Home|End)$/.test(e.key) && look()}
          onFocus={() => { look(); setOpen(true); }}
          onBlur={() => setOpen(false)}
          onKeyDown={(e) => {
            if (e.key === "Escape") return shown ? setOpen(false) : field.current?.blur();
            if (shown && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
              e.preventDefault();
              return setAt((was) => Math.max(-1, Math.min(found.options.length - 1, was + (e.key === "ArrowDown" ? 1 : -1))));
            }
            const option = found.options[Math.max(0, at)];
            // Tab completes only what was begun: else it leaves the field, as everywhere.
            if (shown && option && ((e.key === "Tab" && !e.shiftKey && (begun > 0 || at >= 0)) || (e.key === "Enter" && at >= 0))) {
              e.preventDefault();
              return take(option);
            }
            if (e.key === "Enter") submit(text);
            return undefined;
          }}
        />
        {text !== "" && <button type="button" className="linkish small" aria-label="Clear the query" onMouseDown={(e) => e.preventDefault()} onClick={() => { setText(""); submit(""); }}>×</button>}
        <span className="small muted nowrap" aria-live="polite">{text.trim() !== query ? <><kbd>Enter</kbd> runs it</> : error ? "not run" : count}</span>
      </label>
      {shown && (
        <div className="completions">
          <ul id={list} role="listbox" aria-label="Completions">
            {found.options.map((option, i) => (
              <li key={option.text} id={`${list}-${i}`} role="option" aria-selected={i === at} className={i === Math.max(0, at) ? "first" : ""} onMouseDown={(e) => { e.preventDefault(); take(option); }}>
                <code>{option.text}</code><span className="small muted end">{option.hint}</span>
              </li>
            ))}
          </ul>
          <p className="micro faint"><kbd>Tab</kbd> complete <kbd>↓</kbd> choose <kbd>Enter</kbd> run the query; MLflow&rsquo;s filter language, with OR, NOT, brackets, dates and durations</p>
        </div>
      )}
      {error && !shown && <Wrong query={query} error={error} />}
    </div>
  );
}

/** The query, with the place that the server could not read. */
function Wrong({ query, error }: { query: string; error: Error }) {
  const at = placeOfError(error.message);
  const token = at === null ? undefined : tokensOf(query).find((t) => t.from <= at && at < t.to);
  const end = token?.to ?? (at ?? 0) + 1;
  return (
    <div className="wrongquery" role="alert">
      {at !== null && <pre><code>{query.slice(0, at)}<mark>{query.slice(at, end) || " "}</mark>{query.slice(end)}</code></pre>}
      <p>{error.message}</p>
    </div>
  );
}

export const SIGNS = /[<>=]|\b(like|ilike|in|is)\b/i;

/** What the server is asked: words without any comparison are sought in names, and at the beginning of ids. */
export function asFilter(text: string): string {
  const sought = text.trim();
  if (sought === "" || SIGNS.test(sought) || sought.includes("'")) return sought;
  return `run_name ILIKE '%${sought}%' OR run_id LIKE '${sought.toLowerCase()}%'`;
}
