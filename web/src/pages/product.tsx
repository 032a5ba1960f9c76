import { api, useGet, useList } from "../lib/api.ts";
import { commit, duration, fixed, integer, money, number, words } from "../lib/format.ts";
import { means, ripe } from "../lib/performance.ts";
import { codeAt, Link, page, pageOf } from "../lib/router.tsx";
import type { Analysis, Endpoint, Loop, LoopStep, Performance, Product, ProductSpec, Source } from "../lib/types.ts";
import { Icon, State, glyphOf } from "../ui/icons.tsx";
import { Await, Empty, Failure, KeyValues, Loading, Note, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";
import { TwoLines } from "../ui/twolines.tsx";

const GATES = ["Business problem", "Architecture", "ML problem", "Data requirement", "Sources, analysis"];
const ROLES: [string, string][] = [
  ["businessStakeholder", "goal, value"], ["solutionArchitect", "engines"], ["dataScientist", "models, metric"], ["dataEngineer", "rules, sources"], ["softwareEngineer", "steps, tests"], ["devOpsEngineer", "delivery, promotion"], ["mlEngineer", "training, serving"],
];

/** Stage A: what is wanted, decided and required, and whether it lets training begin. */
export default function ProductPage({ product }: { product: string }) {
  const asked = useGet<Product>(api(product));
  const loop = useGet<Loop>(api(product, "/loop"));
  return <Await of={asked} lines={9}>{(p) => <Declared product={p} loop={loop.data ?? null} />}</Await>;
}

function Declared({ product: p, loop }: { product: Product; loop: Loop | null }) {
  const spec = p.spec;
  const missing = p.missingForTraining ?? [];
  return (
    <>
      <PageHead
        title={spec?.goal ? firstSentence(spec.goal) : p.name}
        sub={spec ? <>{spec.goal.replace(/[.\s]+$/, "") === firstSentence(spec.goal) ? "" : spec.goal} {p.commit && <Link to={`${codeAt(p.name, p.commit)}&file=product.yaml`} className="mono">product.yaml at {commit(p.commit)}</Link>}{p.revision ? <span className="faint">, revision {p.revision}</span> : null}</> : "No product.yaml has been pushed yet."}
      />
      <Gates product={p.name} loop={loop} />
      {missing.length > 0 && (
        <div className="stack gap">
          {missing.map((m) => <Note key={m} tone="wait"><strong>Training waits.</strong> {m}</Note>)}
        </div>
      )}
      {!spec ? (
        <Empty title="Nothing is declared yet" command="git push loopline main">
          <code>product.yaml</code> at the root of the repository says the goal, its measure of success, the problem, the data it needs and the decisions taken. <code>./loopline new {p.name}</code> writes a complete example.
        </Empty>
      ) : (
        <div className="grid cols23">
          <div className="stack">
            <Value product={p.name} spec={spec} />
            <OverTime product={p.name} spec={spec} />
            <div className="grid cols2">
              <Success spec={spec} />
              <ProblemPanel spec={spec} />
            </div>
            <DataRequirement product={p.name} spec={spec} />
          </div>
          <div className="stack">
            <Roles spec={spec} />
            <Decisions spec={spec} />
          </div>
        </div>
      )}
    </>
  );
}

const firstSentence = (text: string): string => (/^(.{12,72}?)[.:;,]/.exec(text)?.[1] ?? (text.length > 72 ? `${text.slice(0, 70)}…` : text));

function Gates({ product, loop }: { product: string; loop: Loop | null }) {
  const steps = GATES.map((title, i): { title: string; step: LoopStep | undefined } => ({ title, step: loop?.steps.find((s) => s.number === i + 1) }));
  const clear = steps.filter((s) => s.step?.state === "DONE").length;
  return (
    <ol className="gates" aria-label={`Gates of stage A: ${clear} of 5 clear`}>
      <li><b className="zone">A gates</b><small>{loop ? `${clear} of 5 clear` : "…"}</small></li>
      {steps.map(({ title, step }, i) => (
        <li key={title}>
          <span className="line"><Icon name={glyphOf(step?.state ?? "MISSING")} label={step?.state.toLowerCase() ?? "missing"} /><b>{title}</b><span className="micro faint end">{i + 1}</span></span>
          <small>{step?.evidence ? <Link to={pageOf(step.evidence, product)}>declared {step.count > 1 ? `${step.count} times` : "once"}</Link> : "missing"}</small>
        </li>
      ))}
    </ol>
  );
}

function Value({ product, spec }: { product: string; spec: ProductSpec }) {
  const endpoints = useList<Endpoint>(api(product, "/endpoints"));
  const endpoint = endpoints.items?.[0]?.name;
  const performance = useGet<Performance>(endpoint ? api(product, `/endpoints/${encodeURIComponent(endpoint)}/performance?by=month`) : null);
  const worth = performance.data?.worth;
  if (endpoints.isPending || (endpoint && performance.isPending)) return <Panel title="Value so far"><Loading /></Panel>;
  if (performance.error && !performance.data) return <Panel title="Value so far" right={endpoint}><Failure error={performance.error} retry={() => void performance.refetch()} /></Panel>;
  if (!worth) {
    return (
      <Panel title="Value so far" right={endpoint}>
        <Empty title="Not known yet">{spec.value ? "It is computed from live predictions once their labels are known, and from what a right and a wrong one are worth." : <>Say in <code>product.yaml</code> under <code>value</code> what a right and a wrong prediction are worth; then the value is computed from live predictions and their labels.</>}</Empty>
      </Panel>
    );
  }
  const v = spec.value;
  const cells: [string, number, number | null | undefined, string][] = [
    ["caught", worth.truePositives, v?.truePositive, "said yes, was yes"],
    ["left alone", worth.trueNegatives, v?.trueNegative, "said no, was no"],
    ["false alarms", worth.falsePositives, v?.falsePositive, "said yes, was no"],
    ["missed", worth.falseNegatives, v?.falseNegative, "said no, was yes"],
  ];
  const most = Math.max(...cells.map(([, n, each]) => Math.abs(n * (each ?? 0))), 1);
  const labelled = cells.reduce((sum, [, n]) => sum + n, 0);
  return (
    <Panel title={`Value so far: ${money(worth.total, worth.currency)}`} right={<>{integer(labelled)} labelled predictions of <Link to={page(product, "endpoints", endpoint ?? "")}>{endpoint}</Link></>}>
      <table>
        <thead><tr><th>Outcome</th><th /><th className="num">Predictions</th><th className="num">Each</th><th>Together</th><th className="num" /></tr></thead>
        <tbody>
          {cells.map(([name, n, each, what]) => {
            const sum = n * (each ?? 0);
            return (
              <tr key={name}>
                <td>{name}</td><td className="muted">{what}</td><td className="num">{integer(n)}</td><td className="num">{money(each ?? 0, worth.currency)}</td>
                <td className="worthbar"><span className={`signed ${sum < 0 ? "minus" : ""}`} role="img" aria-label={money(sum, worth.currency)}><i style={{ width: `${(Math.abs(sum) / most) * 50}%` }} /></span></td>
                <td className="num strong">{money(sum, worth.currency)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

/** What the loop is for, month by month: beside the first model, left alone, and beside what was asked for. */
function OverTime({ product, spec }: { product: string; spec: ProductSpec }) {
  const endpoint = useList<Endpoint>(api(product, "/endpoints")).items?.[0]?.name;
  const performance = useGet<Performance>(endpoint ? api(product, `/endpoints/${encodeURIComponent(endpoint)}/performance?by=month`) : null).data;
  const months = ripe(performance?.months ?? []);
  const { loop, still } = means(months);
  if (!endpoint || months.length < 2 || loop === null || still === null) return null;
  const target = spec.kpi && spec.kpi.target > 0 && spec.kpi.target <= 1 ? spec.kpi.target : null;
  return (
    <Panel title={`The loop ${loop >= still ? "gained" : "lost"} ${Math.abs(loop - still).toFixed(3)} in AUC over its first model`} right={<>{target !== null && `${loop >= target ? "above" : "below"} the ${fixed(target)} asked for · `}<Link to={page(product, "monitors", endpoint)}>what happened</Link></>}>
      <div className="pad"><TwoLines months={months} target={target} /></div>
    </Panel>
  );
}

function Success({ spec }: { spec: ProductSpec }) {
  const { kpi, value: v } = spec;
  const each = (x: number | null | undefined): string => (v && x !== null && x !== undefined ? money(x, v.currency) : "nothing said, 0");
  return (
    <Panel title="Measure of success" pad>
      {kpi || v ? (
        <KeyValues
          pairs={[
            ["KPI", kpi?.name ?? "–"],
            ["Target", kpi ? `${integer(kpi.target) === "–" ? "–" : number(kpi.target)} ${kpi.unit ?? ""}` : "–"],
            ...(v ? ([["Right yes", each(v.truePositive)], ["Right no", each(v.trueNegative)], ["False alarm", each(v.falsePositive)], ["Miss", each(v.falseNegative)]] as [string, string][]) : []),
          ]}
        />
      ) : <Empty title="No measure of success">Add <code>kpi</code> and <code>value</code> to product.yaml.</Empty>}
    </Panel>
  );
}

function ProblemPanel({ spec }: { spec: ProductSpec }) {
  const p = spec.problem;
  return (
    <Panel title="ML problem" pad>
      {p ? (
        <KeyValues
          pairs={[
            ["Type", p.type],
            ["Target", p.target ? <code>{p.target}</code> : <span className="wait-t">not named</span>],
            ["Metric", p.metric ?? "–"],
            ["Threshold", p.threshold === null || p.threshold === undefined ? "–" : `${p.metric ?? ""} ≥ ${fixed(p.threshold)}`],
            ["Label", spec.data?.label ? <><code>{spec.data.label.column}</code>, known at <code>{spec.data.label.knownAt}</code></> : <span className="wait-t">no known label</span>],
          ]}
        />
      ) : <Empty title="No ML problem">Add <code>problem</code>: type, target, metric, threshold.</Empty>}
    </Panel>
  );
}

function DataRequirement({ product, spec }: { product: string; spec: ProductSpec }) {
  const sources = useList<Source>(api(product, "/sources"));
  const source = sources.items?.[0];
  const analysis = useGet<Analysis>(source ? api(product, `/sources/${encodeURIComponent(source.name)}/analysis`) : null);
  const d = spec.data;
  if (!d) return <Panel title="Data requirement"><Empty title="Nothing required yet">Add <code>data</code>: entity, fields, label, history, freshness.</Empty></Panel>;
  const columns = new Map((analysis.data?.columns ?? []).map((c) => [c.name, c]));
  const rows = [
    ...(d.label ? [{ name: d.label.column, role: "label", must: `known at ${d.label.knownAt}` }] : []),
    ...(d.entity ? [{ name: d.entity, role: "entity", must: "" }] : []),
    ...(d.eventTime ? [{ name: d.eventTime, role: "event time", must: "" }] : []),
    ...(d.fields ?? []).map((name) => ({ name, role: "field", must: "" })),
  ];
  return (
    <Panel title="Data requirement" right={<>history {duration(d.history)} · freshness {duration(d.freshness)}{source && <> · against <Link to={page(product, "sources", source.name)}>{source.name}</Link></>}</>}>
      <Table
        label="Required fields"
        rows={rows}
        id={(r) => r.role + r.name}
        cols={[
          { key: "state", head: "", width: "20px", cell: (r) => (columns.has(r.name) ? <State state="DONE" text={false} /> : analysis.data ? <State state="MISSING" text={false} /> : <State state="WAITING" text={false} />) },
          { key: "name", head: "Field", cell: (r) => <code>{r.name}</code>, sort: (r) => r.name },
          { key: "role", head: "Required as", cell: (r) => <span className="muted">{r.role}{r.must && `, ${r.must}`}</span> },
          { key: "fact", head: "Fact", cell: (r) => { const c = columns.get(r.name); return c ? `${c.type.toLowerCase()}, ${integer(c.distinct)} values` : analysis.data ? "computed, or not in this source" : "not analysed yet"; } },
          { key: "missing", head: "Missing", num: true, cell: (r) => { const c = columns.get(r.name); return c && analysis.data ? `${number((c.missing / Math.max(1, analysis.data.rows)) * 100, 3)} %` : "–"; } },
        ]}
      />
    </Panel>
  );
}

function Roles({ spec }: { spec: ProductSpec }) {
  const held = spec.roles ?? {};
  const find = (role: string): string[] => Object.entries(held).find(([k]) => k.replace(/[-_]/g, "").toLowerCase() === role.toLowerCase())?.[1] ?? [];
  return (
    <Panel title="Roles" right="seven of the paper">
      <table>
        <tbody>
          {ROLES.map(([role, what]) => {
            const names = find(role);
            return (
              <tr key={role}>
                <td>{words(role)}</td>
                <td>{names.length ? names.map((n) => <span key={n} className="person"><span className="av" aria-hidden="true">{n.split(" ").map((w) => w[0]).join("").slice(0, 2)}</span> {n}</span>) : <span className="state muted"><Icon name="miss" /> nobody yet</span>}</td>
                <td className="muted">{what}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

function Decisions({ spec }: { spec: ProductSpec }) {
  const all = spec.architecture ?? [];
  return (
    <Panel title="Decisions" right={all.length ? `${all.length}` : ""}>
      {all.length === 0 ? (
        <Empty title="No architecture decision">Add <code>architecture</code>: decision, choice and reason of each.</Empty>
      ) : (
        <ul className="rows">
          {all.map((d) => <li key={d.decision}><div><b>{d.choice}</b> <span className="muted">for {d.decision}</span><small>{d.reason}</small></div></li>)}
        </ul>
      )}
    </Panel>
  );
}
