import { BarChart, LineChart, LinesChart, ParallelChart, ScatterChart } from "echarts/charts";
import { AriaComponent, DataZoomInsideComponent, GridComponent, MarkLineComponent, ParallelComponent, TooltipComponent } from "echarts/components";
import * as core from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

// A canvas: ECharts' SVG writes style attributes, which a strict content security policy forbids.
core.use([LineChart, LinesChart, BarChart, ScatterChart, ParallelChart, GridComponent, ParallelComponent, TooltipComponent, MarkLineComponent, DataZoomInsideComponent, AriaComponent, CanvasRenderer]);

export const init = core.init;
export type { EChartsCoreOption, EChartsType } from "echarts/core";
