import { chartHtml, markup, type Chart, type Html } from '@singlora/reporting';

/** Charts side by side where there is room; nothing where there is none. */
export async function figures(charts: readonly (Chart | undefined)[]): Promise<Html> {
  const drawn = await Promise.all(charts.flatMap((chart) => (chart ? chartHtml(chart) : [])));
  return drawn.length > 0 ? markup`<div class="figures">\n${drawn}</div>` : markup``;
}
