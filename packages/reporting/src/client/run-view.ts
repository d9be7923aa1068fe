import { hovering } from '../labelled-lines.ts';
import { colourAt, layered } from '../theme.ts';
import type { RunData } from '../runs-view.ts';
import { begin } from './charts.ts';
import { addCopyButton, fold, make } from './elements.ts';
import { linkTo } from './run-list.ts';
import { timeText, tookText, valueText } from './run-text.ts';
import { addTable } from './tables.ts';

type Cell = string | Node;

const addFacts = (
  place: HTMLElement,
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
) =>
  addTable(
    place,
    [caption],
    heads.map((content) => ({ content })),
    rows,
  );

/** The curves of a metric, a line for each run. */
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

function addCurves(place: HTMLElement, runs: readonly RunData[]): void {
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
    const spec = make('script', JSON.stringify(curvesSpec(key, runs)), chart, 'spec');
    spec.type = 'application/json';
    begin(chart);
  }
}

/** Empties a place but for a heading, which gets the focus, and the way back. */
function addHeading(place: HTMLElement, text: string): HTMLElement {
  place.replaceChildren();
  const title = make('h2', text, place);
  title.tabIndex = -1;
  make('a', 'Back to the list', make('p', '', place)).href = '#runs';
  return title;
}

function addCommand(place: HTMLElement, text: string): void {
  const block = make('div', '', place, 'copyable');
  const own = make('pre', '', block);
  own.tabIndex = 0;
  make('code', text, own);
  addCopyButton(block);
}

type Said = RunData['facts'][number][1];
const namesIn = (said: Said) => (Array.isArray(said) ? said : []);

/** Shows all that is recorded of a run, and gives its heading. */
export function showRun(place: HTMLElement, run: RunData): HTMLElement {
  const { id, experiment, status, error, note, tags, artifacts } = run;
  const title = addHeading(place, run.label);
  addFacts(
    place,
    'The run',
    ['What', 'Value'],
    [
      ...[
        ['id', id],
        ['experiment', experiment],
        ['status', status],
      ],
      ...[
        ['started', timeText(run.started)],
        ['took', tookText(run.took)],
      ],
      ...(error ? [['error', error]] : []),
      ...(note ? [['note', note]] : []),
      ...(tags ? [['tags', tags.join(', ')]] : []),
    ],
  );
  addCurves(place, [run]);
  for (const [kind, said] of run.facts) {
    const names = namesIn(said);
    if (names.length === 0) continue;
    const part = fold('part', kind, place);
    part.open = kind === 'result' || kind === 'configuration';
    addFacts(
      part,
      kind,
      ['Name', 'Value'],
      names.map(([name, value]) => [name, valueText(value)]),
    );
  }
  if (artifacts.length > 0)
    addFacts(
      fold('part', 'artifacts', place),
      'artifacts',
      ['Name', 'Bytes', 'SHA-256'],
      artifacts.map(([name, bytes, sha256]) => [name, valueText(bytes), sha256]),
    );
  make('p', 'To run it again:', place);
  addCommand(place, run.command);
  return title;
}

/** Says of a kind of facts what differs between runs. */
function addDifferences(
  place: HTMLElement,
  kind: string,
  runs: readonly RunData[],
  columns: readonly string[],
): void {
  const said = runs.map(({ facts }) => facts.find(([name]) => name === kind)?.[1] ?? []);
  const all = said.map((one) => new Map(namesIn(one)));
  const isUnrecorded = said.some((one) => !Array.isArray(one));
  const keys = [...new Set(all.flatMap((one) => [...one.keys()]))];
  const differ = keys.filter(
    (key) => new Set(all.map((one) => JSON.stringify(one.get(key)))).size > 1,
  );
  make('h3', kind.charAt(0).toUpperCase() + kind.slice(1), place);
  const sentences = [
    ...(differ.length > 0
      ? [`${differ.length} of ${keys.length} ${differ.length === 1 ? 'differs' : 'differ'}.`]
      : []),
    ...(differ.length === 0 && !isUnrecorded ? ['All equal.'] : []),
    ...(isUnrecorded
      ? ['A record of an older version does not keep it, so whether it is equal cannot be known.']
      : []),
  ];
  make('p', sentences.join(' '), place);
  if (differ.length > 0)
    addFacts(
      place,
      'What differs',
      ['Name', ...columns],
      differ.map((key) => [key, ...all.map((one) => valueText(one.get(key)))]),
    );
}

/** Shows runs side by side, and gives the heading. */
export function showComparison(place: HTMLElement, runs: readonly RunData[]): HTMLElement {
  const title = addHeading(place, `${runs.length} runs side by side`);
  const columns = runs.map(({ id }, at) => `${at + 1}: ${id}`);
  const row = (name: string, of: (run: RunData) => Cell) => [name, ...runs.map(of)];
  addFacts(
    place,
    'The runs',
    ['', ...columns],
    [
      row('run', linkTo),
      row('status', ({ status }) => status),
      row('started', ({ started }) => timeText(started)),
      row('took', ({ took }) => tookText(took)),
    ],
  );
  addCurves(place, runs);
  const kinds = new Set(runs.flatMap(({ facts }) => facts.map(([kind]) => kind)));
  for (const kind of kinds) addDifferences(place, kind, runs, columns);
  make('p', 'The same with all curves:', place);
  const ids = runs.map(({ id }) => id).join(' ');
  addCommand(place, `npx nx run experiments:runs compare ${ids} --html=compared.html`);
  return title;
}
