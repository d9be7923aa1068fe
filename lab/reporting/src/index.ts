export { againOf, anew, goingOn } from './again.ts';
export * from './agreement-chart.ts';
export { chartHtml, figures, type Chart } from './chart.ts';
export { chartSvg } from './draw.ts';
export { specsOf } from './drawings.ts';
export { briefText, foundText, legend, tallyText, verdictCell, verdictNames } from './finding.ts';
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
export { ideaHtml, ideaSvg } from './idea.ts';
export { intervalBar, type IntervalBar } from './interval-bar.ts';
export * from './interval-chart.ts';
export * from './line-chart.ts';
export * from './log-lines-chart.ts';
export type { LogLogPoint } from './log-axis.ts';
export { methodCell, methodColour } from './methods.ts';
export * from './page.ts';
export * from './picture-rows.ts';
export * from './phase-chart.ts';
export * from './power-law-chart.ts';
export * from './runs-view.ts';
export { curve, windowOf, type Series } from './series.ts';
export * from './sweep-chart.ts';
export * from './table.ts';
export { csvTable, tableMarkdown } from './table-formats.ts';
export { colourAt, orderedColour } from './theme.ts';
export * from './text.ts';
export { writePage } from './write.ts';
