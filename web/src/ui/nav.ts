import { page } from "../lib/router.tsx";

export interface NavItem {
  title: string;
  part: string;
  mark?: string;
  /** Further first parts of the path that belong to it. */
  also?: string[];
}

export interface NavGroup {
  zone: string;
  title: string;
  items: NavItem[];
}

export const NAV: NavGroup[] = [
  { zone: "", title: "", items: [{ title: "The loop", part: "" }] },
  { zone: "A", title: "Initiation", items: [{ title: "Product", part: "product" }, { title: "Sources", part: "sources" }] },
  { zone: "B", title: "Data engineering", items: [{ title: "Feature views", part: "views", mark: "C4" }] },
  { zone: "C", title: "Experimentation", items: [{ title: "Experiments", part: "experiments" }, { title: "Runs", part: "runs", mark: "C7" }, { title: "Compare", part: "compare" }, { title: "Lineage", part: "lineage" }, { title: "LLM traces", part: "llm-traces" }, { title: "Evaluation", part: "evaluation" }] },
  {
    zone: "D",
    title: "Production",
    items: [
      { title: "Pipelines", part: "pipelines", mark: "C3", also: ["pipeline-runs"] },
      { title: "Models", part: "models", mark: "C6" },
      { title: "Approvals", part: "approvals" },
      { title: "Endpoints", part: "endpoints", mark: "C8" },
      { title: "Monitors", part: "monitors", mark: "C9", also: ["challenges"] },
      { title: "Predictions", part: "predictions" },
    ],
  },
  {
    zone: "",
    title: "Everywhere",
    items: [
      { title: "Search", part: "search" },
      { title: "Code", part: "code", mark: "C2" },
      { title: "Delivery", part: "deliveries", mark: "C1" },
      { title: "Webhooks", part: "webhooks" },
      { title: "Events and audit", part: "events" },
    ],
  },
];

export function placeOf(part: string): { group: NavGroup; item: NavItem } | null {
  for (const group of NAV) {
    for (const item of group.items) if (item.part === part || item.also?.includes(part)) return { group, item };
  }
  return null;
}

export const navTo = (product: string, item: NavItem): string => (item.part ? page(product, item.part) : page(product));
