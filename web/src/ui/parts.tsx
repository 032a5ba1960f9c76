import { useEffect, useState, type ReactNode } from "react";
import { Problem, save, setToken } from "../lib/api.ts";
import { Icon } from "./icons.tsx";

export function PageHead({ title, chip, sub, children }: { title: ReactNode; chip?: ReactNode; sub?: ReactNode; children?: ReactNode }) {
  return (
    <div className="pagehead">
      <div className="grow">
        <h1>{title} {chip}</h1>
        {sub && <p>{sub}</p>}
      </div>
      {children && <div className="right">{children}</div>}
    </div>
  );
}

export function Panel({ title, right, children, pad = false, className = "" }: { title?: ReactNode; right?: ReactNode; children: ReactNode; pad?: boolean; className?: string }) {
  return (
    <section className={`panel ${className}`}>
      {(title || right) && (
        <header>
          {title && <h2>{title}</h2>}
          {right && <div className="right">{right}</div>}
        </header>
      )}
      {pad ? <div className="pad">{children}</div> : children}
    </section>
  );
}

export function Facts({ facts }: { facts: { name: string; value: ReactNode; small?: ReactNode }[] }) {
  return (
    <dl className="facts">
      {facts.map((f) => (
        <div key={f.name}>
          <dt>{f.name}</dt>
          <dd>{f.value} {f.small && <small>{f.small}</small>}</dd>
        </div>
      ))}
    </dl>
  );
}

export function KeyValues({ pairs }: { pairs: [ReactNode, ReactNode][] }) {
  return (
    <dl className="kv">
      {pairs.map(([key, value], i) => (
        <div key={i} className="kvp"><dt>{key}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}

export function Note({ tone = "", children }: { tone?: "" | "wait" | "fail"; children: ReactNode }) {
  return (
    <div className={`note ${tone}`} role={tone === "fail" ? "alert" : undefined}>
      {tone && <Icon name={tone === "fail" ? "fail" : "wait"} />}
      <div>{children}</div>
    </div>
  );
}

/** Skeleton lines, after 150 ms: what is quick does not flicker. */
export function Loading({ lines = 5 }: { lines?: number }) {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" role="status" aria-label="Loading" aria-busy="true">
      {shown && Array.from({ length: lines }, (_, i) => <i key={i} className={`w${(i * 7) % 5}`} />)}
    </div>
  );
}

/** Names thing, fact and remedy. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const problem = error instanceof Problem ? error : new Problem(0, "This part failed", error.message);
  if (problem.status === 401) return <SignIn detail={problem.detail} />;
  return (
    <div className="failure" role="alert">
      <Icon name="fail" />
      <div>
        <strong>{problem.title}</strong>
        {problem.detail && <p>{problem.detail}</p>}
        {problem.violations.length > 0 && <ul>{problem.violations.map((v) => <li key={v} className="mono">{v}</li>)}</ul>}
        <p className="micro faint">
          {problem.status > 0 && `status ${problem.status}`}{problem.code && ` · ${problem.code}`}
        </p>
        {retry && <button className="btn s" onClick={retry}>Ask again</button>}
      </div>
    </div>
  );
}

function SignIn({ detail }: { detail: string }) {
  const [value, set] = useState("");
  return (
    <form
      className="failure"
      onSubmit={(e) => {
        e.preventDefault();
        setToken(value.trim());
        window.location.reload();
      }}
    >
      <Icon name="wait" />
      <div>
        <strong>This server asks for a token</strong>
        <p>{detail || "Paste a token of the server's tokens file. It is kept until this tab is closed."}</p>
        <label className="field signin"><span className="muted">Token</span><input type="password" autoComplete="off" value={value} onChange={(e) => set(e.target.value)} required /></label>
        <button className="btn primary s" type="submit">Sign in</button>
      </div>
    </form>
  );
}

/** An empty state teaches: what fills the hole, and the command. */
export function Empty({ title, children, command }: { title: string; children?: ReactNode; command?: string }) {
  return (
    <div className="empty">
      <Icon name="miss" />
      <div>
        <strong>{title}</strong>
        {children && <p>{children}</p>}
        {command && <Command text={command} />}
      </div>
    </div>
  );
}

export function Command({ text }: { text: string }) {
  const [copied, set] = useState(false);
  return (
    <button
      className="command"
      title="Copy"
      onClick={() => {
        void navigator.clipboard?.writeText(text).then(() => {
          set(true);
          setTimeout(() => set(false), 1200);
        });
      }}
    >
      <code>{text}</code><span aria-live="polite">{copied ? "copied" : ""}</span>
    </button>
  );
}

export interface Asked<T> {
  data: T | null | undefined;
  error: Error | null;
  isPending: boolean;
  isFetching?: boolean;
  refetch?: () => unknown;
}

/** What is shown is not what is: asked again, it could not be read. */
export function Stale({ error, refetch }: { error: Error; refetch?: () => unknown }) {
  const problem = error instanceof Problem ? error : null;
  return (
    <div className="note wait stale" role="alert">
      <Icon name="wait" />
      <div className="grow"><strong>These values age.</strong> {problem?.title ?? "They could not be read again"}{error.message && `: ${error.message}`}</div>
      {refetch && <button className="btn s" onClick={() => void refetch()}>Ask again</button>}
    </div>
  );
}

/** Loading, failed, empty or there. While it is asked again old data stay, dimmed; where that fails they stay and say so. */
export function Await<T>({ of, empty, children, lines }: { of: Asked<T>; empty?: ReactNode; children: (data: T) => ReactNode; lines?: number }) {
  const again = of.refetch ? { refetch: of.refetch } : {};
  if (of.data !== null && of.data !== undefined) {
    return (
      <>
        {of.error && <Stale error={of.error} {...again} />}
        <div className={`held${of.isFetching || of.error ? " aged" : ""}`} aria-busy={of.isFetching || undefined}>{children(of.data)}</div>
      </>
    );
  }
  if (of.error) return <Failure error={of.error} {...(of.refetch ? { retry: () => void of.refetch?.() } : {})} />;
  if (of.isPending) return <Loading {...(lines ? { lines } : {})} />;
  return <>{empty ?? <Empty title="Nothing yet" />}</>;
}

/** The end of a list that is not its end. */
export function More({ of, what }: { of: { more: boolean; loadingMore: boolean; loadMore: () => void; items: unknown[] | undefined }; what: string }) {
  if (!of.more) return null;
  return <div className="pad more"><button className="btn s" disabled={of.loadingMore} onClick={of.loadMore}>{of.loadingMore ? "Reading" : `More ${what}`}</button><span className="small muted">{of.items?.length ?? 0} read so far</span></div>;
}

/** Saves a file of the API, with the token where there is one. */
export function Save({ path, name, children, className }: { path: string; name: string; children: ReactNode; className?: string }) {
  const [failed, fail] = useState<string | null>(null);
  return (
    <>
      <a
        href={path}
        className={className}
        onClick={(e) => {
          if (e.button !== 0 || e.metaKey || e.ctrlKey) return;
          e.preventDefault();
          fail(null);
          save(path, name).catch((error: Error) => fail(error.message));
        }}
      >
        {children}
      </a>
      {failed && <span className="small fail-t" role="alert"> {failed}</span>}
    </>
  );
}

export function Segments<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: [T, string][]; onChange: (value: T) => void }) {
  return (
    <div className="seg" role="group" aria-label={label}>
      {options.map(([key, text]) => (
        <button key={key} aria-pressed={key === value} onClick={() => onChange(key)}>{text}</button>
      ))}
    </div>
  );
}

export function Meter({ share, label }: { share: number; label?: string }) {
  const w = Math.max(0, Math.min(1, share)) * 100;
  return <span className="bar" {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}><i style={{ width: `${w}%` }} /></span>;
}
