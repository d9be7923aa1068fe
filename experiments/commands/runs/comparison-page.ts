import {
  colourAt,
  column,
  curve,
  figures,
  lineChart,
  markup,
  renderPage,
  table,
  tableHtml,
  writePage,
} from '@singlora/reporting';
import { captureEnvironment } from '@singlora/tracking';
import { partsAt } from './differences.ts';
import type { Compared, Part } from './comparison.ts';

/** Points of a curve that are drawn. */
const DRAWN = 400;

/** Writes a comparison of runs as one HTML file, with the curves that differ drawn above each other. */
export async function writeComparison(
  file: string,
  compared: readonly Compared[],
  parts: readonly Part[],
): Promise<void> {
  const ids = compared.map(({ run }) => run.id);
  const title = `Runs ${ids.join(', ')}`;
  const sections = parts.map(({ title: heading, found, rows }, at) => ({
    id: `part-${at}`,
    title: heading,
    ...(found !== undefined && { intro: markup`<p>${found}</p>` }),
    body: rows.length > 0 ? tableOf(heading, ids, rows) : markup``,
  }));
  const said = parts.flatMap(({ title: of, found }) => (found ? `${of}: ${found}` : []));
  const charts = chartsOf(compared);
  const drawn = {
    id: 'curves',
    title: 'Curves that differ, by step',
    body: markup`${figures(charts)}`,
  };
  const { git } = await captureEnvironment({ backend: '' });
  const { text } = await renderPage(
    { title, name: 'Comparison', description: title },
    {
      lede: [`${said.join('. ')}.`],
      begin: { commands: [`npx nx run experiments:runs compare ${ids.join(' ')}`] },
      recorded: `${ids.length} runs`,
      sections: [...sections, charts.length > 0 && drawn],
    },
    {
      name: 'Comparison',
      about: markup`Recorded runs`,
      pages: [],
      generatedAt: new Date().toISOString(),
      code: git?.commit.slice(0, 12) ?? 'unknown',
    },
  );
  await writePage(file, text, '--html');
}

function tableOf(caption: string, ids: readonly string[], rows: readonly (readonly string[])[]) {
  const extra = rows.some((row) => row.length > ids.length + 1) ? [''] : [];
  const headings = ['', ...ids, ...extra];
  const columns = headings.map((heading, at) =>
    column<readonly string[]>(heading, (row) => row[at] ?? ''),
  );
  const named = rows.filter(([name]) => name !== ''); // the row of ids is the heading here
  return tableHtml(table(caption, named, columns));
}

function chartsOf(compared: readonly Compared[]) {
  const keys = [...new Set(compared.flatMap(({ curves }) => [...curves.keys()]))].sort();
  return keys.flatMap((key, at) => {
    const curves = compared.map((one) => one.curves.get(key) ?? []);
    if (partsAt(curves) === undefined || curves.every(({ length }) => length < 2)) return [];
    const series = compared.map(({ run }, place) => {
      const points = curves[place] ?? [];
      const drawn = curve(points, points.length / 20, DRAWN);
      return { run: run.id, label: run.id, colour: colourAt(place), points: drawn };
    });
    const spec = lineChart(series, { measure: key, format: '.4~g' });
    return [{ id: `curve-${at}`, title: key, description: `${key} by step, a line a run`, spec }];
  });
}
