import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { Problem, postJson, useGet } from "../lib/api.ts";
import { between, clip, commit, length, moment, plural, short, stamp } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { useTick } from "../lib/tick.ts";
import { codeAt, Link, page, useParam } from "../lib/router.tsx";
import type { Json, PipelineRun, TaskView } from "../lib/types.ts";
import { Gantt } from "../ui/gantt.tsx";
import { Graph } from "../ui/graph.tsx";
import { Icon, State, StateChip } from "../ui/icons.tsx";
import { Log } from "../ui/log.tsx";
import { Await, Empty, Failure, KeyValues, Note, PageHead, Panel, Segments } from "../ui/parts.tsx";
import { TriggerWord } from "../ui/trigger.tsx";

const ENDED = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);

export default function PipelineRunPage({ product, run }: { product: string; run: string }) {
  const path = `/api/v1/pipeline-runs/${encodeURIComponent(run)}`;
  const asked = useGet<PipelineRun>(path);
  useTick(asked.data !== undefined && asked.data !== null && !ENDED.has(asked.data.state));
  if (!asked.data) return <div className="inset grow"><Await of={asked} lines={10}>{() => null}</Await></div>;
  return <Await of={asked}>{(run) => <Run product={product} run={run} path={path} />}</Await>;
}

function Run({ product, run, path }: { product: string; run: PipelineRun; path: string }) {
  const client = useQueryClient();
  const [chosen, choose] = useParam("task");
  const running = !ENDED.has(run.state);
  const selected = run.tasks.find((t) => t.id === chosen) ?? run.tasks.find((t) => t.state === "FAILED") ?? run.tasks.find((t) => t.state === "RUNNING") ?? run.tasks[0];
  const cancel = useMutation<PipelineRun, Problem>({ mutationFn: () => postJson<PipelineRun>(`${path}/cancel`, {}), onSettled: () => void client.invalidateQueries({ queryKey: [path] }) });
  const done = run.tasks.filter((t) => ["SUCCEEDED", "SKIPPED"].includes(t.state)).length;
  const retried = run.tasks.filter((t) => t.attempt > 1).length;
  const failed = run.tasks.filter((t) => t.state === "FAILED");
  const nodes = useMemo(
    () => run.tasks.map((t) => ({ id: t.id, title: t.id, needs: t.needs, state: t.state, lines: [t.uses, t.startedAt ? `${length(between(t.startedAt, t.endedAt))}${t.attempt > 1 ? `, ${t.attempt} attempts` : ""}` : t.state.toLowerCase().replace("_", " ")] })),
    [run.tasks],
  );
  const move = (by: number) => {
    const at = run.tasks.findIndex((t) => t.id === selected?.id);
    const next = run.tasks[Math.max(0, Math.min(run.tasks.length - 1, at + by))];
    if (next) choose(next.id);
  };
  useKeys([{ keys: "J/K", label: "task", run: (e) => move(e.key.toLowerCase() === "j" ? 1 : -1) }]);
  return (
    <>
      <div className="runmain">
        <PageHead
          title={<><Link to={page(product, "pipelines", run.pipeline)} className="plain">{run.pipeline}</Link> <span className="muted mono runid">{short(run.id, 16)}</span></>}
          chip={<StateChip state={run.state} extra={length(between(run.startedAt, run.endedAt))} />}
          sub={<>Started by <TriggerWord product={product} trigger={run.trigger} /> at event time {stamp(run.eventTime)}. {done} of {run.tasks.length} tasks done{retried > 0 ? `, ${retried} retried` : ""}.</>}
        >
          {running && <button className="btn danger" disabled={cancel.isPending} onClick={() => cancel.mutate()}>Cancel</button>}
        </PageHead>
        {cancel.error && <div className="gap"><Failure error={cancel.error} /></div>}
        <div className="stack">
          {failed.map((t) => <Note key={t.id} tone="fail"><strong>{t.id} failed{t.attempt > 1 ? ` after ${plural(t.attempt, "attempt")}` : ""}.</strong> {t.error ?? "It gave no reason; its log may."}</Note>)}
          <Panel title="Tasks" right={<>pipelines/{run.pipeline}.yaml at <Link to={codeAt(product, run.commit)} className="mono">{commit(run.commit)}</Link></>}>
            {run.tasks.length === 0 ? <Empty title="No task has been planned yet" /> : <Graph nodes={nodes} selected={selected?.id ?? null} select={choose} label={`Tasks of ${run.pipeline}, as they need each other`} />}
          </Panel>
          <Panel title="Time" right={<span className="legend"><span className="key"><Icon name="done" /> done</span><span className="key"><Icon name="run" /> running</span><span className="key"><Icon name="fail" /> failed</span></span>}>
            <div className="pad"><Gantt tasks={run.tasks} from={run.startedAt} to={run.endedAt ?? null} running={running} selected={selected?.id ?? null} select={choose} /></div>
          </Panel>
          {run.tasks.filter((t) => t.error && t.state !== "FAILED").map((t) => <Note key={t.id} tone="wait"><strong>{t.id}, an earlier attempt failed.</strong> {t.error}</Note>)}
          {Object.keys(run.parameters).length > 0 && <Panel title="Parameters" pad><KeyValues pairs={Object.entries(run.parameters).map(([k, v]) => [<code key={k}>{k}</code>, <code key="v">{plain(v)}</code>])} /></Panel>}
        </div>
      </div>
      {selected && <TaskPanel task={selected} path={path} />}
    </>
  );
}

export const plain = (v: Json): string => (typeof v === "string" ? v : JSON.stringify(v));

function TaskPanel({ task, path }: { task: TaskView; path: string }) {
  const [tab, setTab] = useParam("part");
  const part = tab === "outputs" ? "outputs" : "log";
  const running = task.state === "RUNNING";
  const outputs = task.outputs && typeof task.outputs === "object" && !Array.isArray(task.outputs) ? Object.entries(task.outputs) : [];
  useKeys([{ keys: "L", label: "log", run: () => setTab(null) }, { keys: "O", label: "outputs", run: () => setTab("outputs") }]);
  return (
    <aside className="taskside" aria-label={`Task ${task.id}`}>
      <div className="taskhead">
        <div className="line"><State state={task.state} text={false} /><b className="big">{task.id}</b><StateChip state={task.state} extra={task.startedAt ? length(between(task.startedAt, task.endedAt)) : ""} /><span className="small muted end">{task.uses}</span></div>
        {task.error && <p className={`small wrap ${task.state === "FAILED" ? "fail-t" : "wait-t"}`}>{clip(task.error, 400)}</p>}
      </div>
      <div className="taskfacts">
        <KeyValues pairs={[["Uses", <code key="u">{task.uses}</code>], ["Needs", task.needs.join(", ") || "nothing"], ["Attempt", task.attempt || "not yet"], ["Started", moment(task.startedAt)], ["Ended", task.endedAt ? moment(task.endedAt) : running ? "runs" : "–"]]} />
      </div>
      <div className="tasktabs">
        <Segments label="Part" value={part} options={[["log", "Log"], ["outputs", `Outputs ${outputs.length}`]]} onChange={(v) => setTab(v === "log" ? null : v)} />
      </div>
      {part === "log" ? (
        task.startedAt ? <Log key={task.id} path={`${path}/tasks/${encodeURIComponent(task.id)}/log`} running={running} /> : <Empty title="It has not started">Its log is written as it runs.</Empty>
      ) : outputs.length === 0 ? <Empty title="No outputs" /> : <div className="taskfacts"><KeyValues pairs={outputs.map(([k, v]) => [<code key={k}>{k}</code>, <code key="v">{plain(v)}</code>])} /></div>}
    </aside>
  );
}
