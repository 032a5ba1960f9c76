import { api, useList } from "../lib/api.ts";
import { fixed, number, plural } from "../lib/format.ts";
import { Link, page } from "../lib/router.tsx";
import type { Challenge, Monitor } from "../lib/types.ts";
import { ChallengeTable } from "../ui/challenges.tsx";
import { Await, Empty, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

export default function Monitors({ product }: { product: string }) {
  const list = useList<Monitor>(api(product, "/monitors"));
  const challenges = useList<Challenge>(api(product, "/challenges"));
  return (
    <>
      <PageHead title="Monitors" sub="What is watched, how, and what came of it: drift, quality, and every challenge of a champion." />
      <div className="stack">
        <Await of={list}>
          {(items) =>
            items.length === 0 ? (
              <Empty title="Nothing is watched yet" command="git push loopline main"><code>monitoring.yaml</code> names an endpoint, and how much drift or loss of quality is too much.</Empty>
            ) : (
              <Panel>
                <Table
                  label="Monitors"
                  rows={items}
                  id={(m) => m.name}
                  to={(m) => page(product, "monitors", m.endpoint)}
                  cols={[
                    { key: "name", head: "Monitor", cell: (m) => <Link to={page(product, "monitors", m.endpoint)} className="strong">{m.name}</Link>, sort: (m) => m.name },
                    { key: "endpoint", head: "Endpoint", cell: (m) => <Link to={page(product, "endpoints", m.endpoint)}>{m.endpoint}</Link> },
                    { key: "drift", head: "Alerts on drift", cell: (m) => `PSI ${number(m.drift.psi)} in ${plural(m.drift.columns, "column")}, ${m.drift.windowDays} d` },
                    { key: "accuracy", head: "Alerts on quality", cell: (m) => `AUC down ${number(m.accuracy.drop)} over ${m.accuracy.windowDays} d` },
                    { key: "gain", head: "Promotes from", cell: (m) => `+${fixed(m.challenge.requiredGain)} AUC, ${m.challenge.minLabels} labels` },
                    { key: "budget", head: "At most", cell: (m) => `${plural(m.budget.alerts, "alert")} in ${m.budget.days} d` },
                  ]}
                />
              </Panel>
            )
          }
        </Await>
        <Panel title="Challenges" right={challenges.items ? plural(challenges.items.length, "challenge") : ""}>
          <Await of={challenges} lines={4}>{(items) => (items.length === 0 ? <Empty title="No challenge yet">A retrained version challenges the champion on the same ripe, labelled rows; the decision and its evidence are kept here.</Empty> : <ChallengeTable product={product} challenges={items} />)}</Await>
        </Panel>
      </div>
    </>
  );
}
