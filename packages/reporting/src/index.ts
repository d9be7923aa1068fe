export { agreementChart } from './agreement-chart.ts';
export { chartHtml, figures, tabledFigures, type Chart } from './chart.ts';
export { foundText, legend, tallyText, verdictCell } from './finding.ts';
export { heatmapChart, type HeatCell } from './heatmap-chart.ts';
export {
  badges,
  copyable,
  folded,
  Html,
  markdown,
  markup,
  pageOnly,
  powers,
  type HtmlValue,
} from './html.ts';
export { intervalChart, type IntervalRow } from './interval-chart.ts';
export { lineChart } from './line-chart.ts';
export { logLinesChart, sharedDomain, type LogLine } from './log-lines-chart.ts';
export type { LogLogPoint } from './log-axis.ts';
export { logLogChart } from './log-log-chart.ts';
export { methodColour } from './methods.ts';
export {
  lede,
  page,
  renderPage,
  type Content,
  type Page,
  type Section,
  type Site,
} from './page.ts';
export { pictureRows, type EmbeddedImage, type PictureRow } from './picture-rows.ts';
export { phaseChart, type PhaseCell, type PhaseState } from './phase-chart.ts';
export {
  powerLawChart,
  powerLawDomain,
  type FittedLaw,
  type PowerLawSeries,
} from './power-law-chart.ts';
export { planeChart } from './plane-chart.ts';
export { curve, windowOf, type Series } from './series.ts';
export { sweepChart } from './sweep-chart.ts';
export {
  column,
  numbers,
  stacked,
  table,
  tableHtml,
  type Cell,
  type CellValue,
  type Column,
  type Table,
} from './table.ts';
export { sourced, sourceOf, tableMarkdown } from './table-source.ts';
export { colourAt, orderedColour } from './theme.ts';
export * from './text.ts';
export { writePage } from './write.ts';
