import { useEffect, useMemo, useRef, useState } from "react";
import { useText } from "../lib/api.ts";
import { useKeys } from "../lib/keys.ts";
import { Empty, Failure, Loading, Save } from "./parts.tsx";

const MOST_LINES = 5000;
const LONG_CHARACTERS = 200_000;

/** A task's log; follows its end while the task runs. */
export function Log({ path, running }: { path: string; running: boolean }) {
  // A log has no events and is read as a whole: a long one less often.
  const [long, setLong] = useState(false);
  const asked = useText(path, running ? { every: long ? 15_000 : 2000 } : {});
  useEffect(() => setLong((asked.data?.length ?? 0) > LONG_CHARACTERS), [asked.data]);
  // Its last lines come after the poll's last round.
  const was = useRef(running);
  useEffect(() => {
    if (was.current && !running) void asked.refetch();
    was.current = running;
  }, [running, asked.refetch]);
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  useKeys([{ keys: "F", label: "follow", run: () => setFollow((was) => !was) }]);
  const all = useMemo(() => (asked.data ?? "").replace(/\n$/, "").split("\n"), [asked.data]);
  const lines = all.slice(-MOST_LINES);
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, asked.data]);
  if (asked.error && asked.data === undefined) return asked.error.status === 404 ? <Empty title="No log">This task has not started, or its log is gone.</Empty> : <Failure error={asked.error} retry={() => void asked.refetch()} />;
  if (asked.data === undefined) return <Loading lines={6} />;
  if (asked.data === "") return <Empty title={running ? "Nothing written yet" : "It wrote nothing"} />;
  return (
    <div className="logtext" ref={box} tabIndex={0} role="log" aria-label="Log" aria-live="off">
      {all.length > MOST_LINES && <p className="micro muted">The last {MOST_LINES} of {all.length} lines; <Save path={path} name="task.log">save all of it</Save>.</p>}
      {lines.map((line, i) => <LogLine key={i} line={line} />)}
      <button className="follow chip" aria-pressed={follow} onClick={() => setFollow(!follow)}>{follow ? "following" : "follow"}</button>
    </div>
  );
}

const STAMP = /^(\d{4}-\d\d-\d\dT)?(\d\d:\d\d:\d\d(?:[.,]\d{1,3})?)\d*Z?\s+/;

function LogLine({ line }: { line: string }) {
  const found = STAMP.exec(line);
  const text = found ? line.slice(found[0].length) : line;
  const level = /^\[?(ERROR|FATAL|WARN(?:ING)?|INFO|DEBUG|TRACE)\]?\s+/.exec(text);
  const tone = !level ? "" : /ERROR|FATAL/.test(level[1] ?? "") ? "fail-t" : /WARN/.test(level[1] ?? "") ? "wait-t" : /DEBUG|TRACE/.test(level[1] ?? "") ? "faint" : "";
  return (
    <div className={`logline ${tone}`}>
      {found && <time>{found[2]}</time>}
      <span>{level && !tone ? text.slice(level[0].length) : text}</span>
    </div>
  );
}
