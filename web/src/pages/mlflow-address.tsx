import { useEffect } from "react";
import { useGet } from "../lib/api.ts";
import { ML } from "../lib/mlflow.ts";
import { homeOf, homeOfModel, runsOf, type Named } from "../lib/mlflowaddress.ts";
import { modelPath, type RegisteredModel } from "../lib/registry.ts";
import { navigate, page, versionAt } from "../lib/router.tsx";
import type { MlExperiment } from "../lib/types.ts";
import { Lobby } from "../ui/lobby.tsx";
import { Failure, Loading } from "../ui/parts.tsx";

/** Leads from an address of MLflow's own pages to the page here; what its clients print so stays good. */
export function MlflowAddress({ named }: { named: Named }) {
  const experiment = useGet<{ experiment: MlExperiment }>("experiment" in named ? `${ML}/experiments/get?experiment_id=${encodeURIComponent(named.experiment)}` : null);
  const model = useGet<RegisteredModel>("model" in named ? modelPath(named.model) : null);
  const to = experiment.data ? ofExperiment(experiment.data.experiment, named) : model.data ? ofModel(model.data, named) : null;
  useEffect(() => {
    if (to) navigate(to, { replace: true });
  }, [to]);
  const failed = "experiment" in named ? experiment : model;
  return (
    <Lobby title="Experiments">
      {failed.error ? <Failure error={failed.error} retry={() => void failed.refetch()} /> : <Loading lines={6} />}
    </Lobby>
  );
}

function ofExperiment({ name, experiment_id }: MlExperiment, named: Named): string {
  const home = homeOf(name);
  if ("run" in named && named.run !== null) return page(home, "runs", named.run);
  return "traces" in named && named.traces ? page(home, "llm-traces") : runsOf(home, experiment_id);
}

const ofModel = ({ name, product }: RegisteredModel, named: Named): string => versionAt(homeOfModel(name, product), name, "version" in named ? named.version : null);
