import { hovering } from '../labelled-lines.ts';
import type { RunData } from '../runs-view.ts';
import { colourAt, layered } from '../theme.ts';
import { begin } from './charts.ts';
import { make } from './elements.ts';

/** The curves of a metric, one line per run. */
function curvesSpec(key: string, runs: readonly RunData[]): object {
  const labels = runs.map(({ id }, at) => `${at + 1}: ${id}`);
  const values = runs.flatMap(({ curves }, at) =>
    (curves[key] ?? []).map(([step, value]) => ({ run: labels[at], step, value })),
  );
  const legend = { title: null, orient: 'bottom', columns: 2 } as const;
  const step = { format: ',d', tickMinStep: 1 } as const;
  const encoding = {
    x: { field: 'step', type: 'quantitative', title: 'Step', axis: step },
    y: { field: 'value', type: 'quantitative', title: key.slice(0, 80), scale: { zero: false } },
    color: {
      field: 'run',
      type: 'nominal',
      legend: runs.length > 1 ? legend : null,
      scale: { domain: labels, range: labels.map((_, at) => colourAt(at)) },
    },
  } as const;
  const tooltip = [
    { field: 'run', title: 'Run' },
    { field: 'step', title: 'Step', format: ',' },
    { field: 'value', title: 'Value', format: '.4~g' },
  ];
  const line = { mark: { type: 'line', strokeWidth: 1.5 }, encoding } as const;
  return layered(values, [line, hovering('run', encoding, tooltip)], { height: 260 });
}

/** Adds a chart for each metric that any of the runs has. */
export function addCurves(place: HTMLElement, runs: readonly RunData[]): void {
  const keys = [...new Set(runs.flatMap(({ curves }) => Object.keys(curves)))].sort();
  if (keys.length === 0) return;
  make('h3', 'Curves', place);
  const box = make('div', '', place, 'figures');
  for (const [at, key] of keys.entries()) {
    const chart = make('figure', '', box, 'chart');
    chart.id = `curve-${at}`;
    make('strong', key, make('figcaption', '', chart));
    const plot = make('div', '', chart, 'plot');
    Object.assign(plot, { role: 'img', ariaLabel: `${key} by step` });
    // The type must be set before insertion: otherwise the browser would run the script.
    const spec = make('script', JSON.stringify(curvesSpec(key, runs)));
    chart.append(Object.assign(spec, { type: 'application/json', className: 'spec' }));
    begin(chart);
  }
}
