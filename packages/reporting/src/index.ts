export {
  agreementChart,
  type AgreementChartOptions,
  type AgreementPoint,
} from './agreement-chart.ts';
export { chartHtml, figures, staticSvg, tabledFigures, type Chart } from './chart.ts';
export { ReportingError, type ReportingErrorCode } from './errors.ts';
export {
  claimVerdicts,
  decide,
  tallyText,
  verdictCell,
  type ClaimDecision,
  type ClaimVerdict,
  type Finding,
} from './finding.ts';
export * as format from './format.ts';
export { differingKeys, distinctBy, groupBy, omit, pick, valueIn, type Config } from './groups.ts';
export { heatmapChart, type HeatCell, type HeatmapChartOptions } from './heatmap-chart.ts';
export {
  copyable,
  escapeHtml,
  folded,
  Html,
  jsonBlock,
  markup,
  powers,
  trusted,
  type HtmlValue,
} from './html.ts';
export { intervalChart, type IntervalChartOptions, type IntervalRow } from './interval-chart.ts';
export { lineChart, type LineChartOptions } from './line-chart.ts';
export {
  logLinesChart,
  sharedDomain,
  type LogLine,
  type LogLinesChartOptions,
} from './log-lines-chart.ts';
export { logLogChart, type LogLogChartOptions, type LogLogPoint } from './log-log-chart.ts';
export { methodColour, methodOrder, methodTitle } from './methods.ts';
export { page, renderPage, type Content, type Page, type Section, type Site } from './page.ts';
export {
  pictureRows,
  type EmbeddedImage,
  type PictureRow,
  type PictureRowsOptions,
} from './picture-rows.ts';
export {
  phaseChart,
  type PhaseCell,
  type PhaseChartOptions,
  type PhaseState,
} from './phase-chart.ts';
export {
  powerLawChart,
  powerLawDomain,
  type FittedLaw,
  type PowerLawChartOptions,
  type PowerLawSeries,
} from './power-law-chart.ts';
export {
  planeChart,
  type PlaneChartOptions,
  type PlaneLevel,
  type PlanePoint,
} from './plane-chart.ts';
export { curve, spread, windowOf, type CurvePoint, type Point, type Series } from './series.ts';
export { sweepChart, type SweepChartOptions, type SweepLine } from './sweep-chart.ts';
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
export { sourced, tableLatex, tableMarkdown } from './table-source.ts';
export { colourAt, orderedColour, palette, theme } from './theme.ts';
export { capital, either, sentence } from './words.ts';
export { writePage } from './write.ts';
