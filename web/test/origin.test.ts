import { describe, expect, it } from "vitest";
import { runOf } from "../src/lib/mlflow.ts";
import { diffLines, isDiff, originOf, systemGroups, systemName } from "../src/lib/origin.ts";

const run = (tags: Record<string, string>, params: Record<string, string> = {}) =>
  runOf({ info: { run_id: "r", experiment_id: "1", status: "FINISHED" }, data: { tags: Object.entries(tags).map(([key, value]) => ({ key, value })), params: Object.entries(params).map(([key, value]) => ({ key, value })) } });

describe("where a run comes from", () => {
  it("is dirty where it says so or carries a diff, clean where it says that, and else unknown", () => {
    expect(originOf(run({ "mlflow.source.git.dirty": "True" })).dirty).toBe(true);
    expect(originOf(run({ "mlflow.source.git.diff": "+a", "mlflow.source.git.dirty": "false" })).dirty).toBe(true);
    expect(originOf(run({ "loopline.source.dirty": "false" })).dirty).toBe(false);
    expect(originOf(run({})).dirty).toBeNull();
    expect(originOf(run({}, { random_state: "7" })).seed).toBe("7");
  });

  it("knows the files that hold what was not committed", () => {
    for (const name of ["git.diff", "uncommitted.patch", "code/state.patch", "git_diff.txt", "diff.txt"]) expect(isDiff(name), name).toBe(true);
    for (const name of ["model.pkl", "different.csv", "patchwork.png"]) expect(isDiff(name), name).toBe(false);
  });

  it("tells lines that came from lines that went, and file heads from both", () => {
    const lines = diffLines("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-old\n+new\n same\n--- not a head\n");
    expect(lines.map((l) => l.kind)).toEqual(["file", "file", "file", "hunk", "del", "add", "same", "del"]);
  });
});

describe("a machine's metrics", () => {
  it("are grouped by what they measure, shares first, and graphics' memory is the card's", () => {
    const groups = systemGroups(["system/gpu_0_memory_usage_percentage", "system/system_memory_usage_megabytes", "system/system_memory_usage_percentage", "system/cpu_utilization_percentage", "system/odd", "auc"]);
    expect(groups.map((g) => g.name)).toEqual(["Processors", "Memory", "Graphics", "Other"]);
    expect(groups[1]?.metrics[0]).toBe("system/system_memory_usage_percentage");
  });

  it("are called by words and units", () => {
    expect(systemName("system/cpu_utilization_percentage")).toBe("CPU utilization, %");
    expect(systemName("system/system_memory_usage_megabytes")).toBe("memory usage, MB");
    expect(systemName("system/gpu_0_power_usage_watts")).toBe("GPU 0 power usage, W");
  });
});
