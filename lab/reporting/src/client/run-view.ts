import type { RunData } from '../runs-view.ts';
import { addCopyButton, fold, make } from './elements.ts';
import { addCurves } from './run-curves.ts';
import { linkTo } from './run-list.ts';
import { timeText, tookText, shownValue } from './run-text.ts';
import { addTable } from './tables.ts';

/** Clears a place; adds a heading, which gets the focus, and a link back. */
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

const namesIn = (said: RunData['facts'][number][1]) => (Array.isArray(said) ? said : []);

/** Shows everything recorded about a run; returns the heading. */
export function showRun(place: HTMLElement, run: RunData): HTMLElement {
  const { id, experiment, status, error, note, tags, designs, artifacts } = run;
  const title = addHeading(place, run.label);
  addTable(
    place,
    'The run',
    ['What', 'Value'],
    [
      ['id', id],
      ['experiment', experiment],
      ['status', status],
      ['started', timeText(run.started)],
      ['took', tookText(run.took)],
      ...(error ? [['error', error]] : []),
      ...(note ? [['note', note]] : []),
      ...(tags ? [['tags', tags.join(', ')]] : []),
      ...(designs ? [['findings that rest on it', designs.join(', ')]] : []),
    ],
  );
  addCurves(place, [run]);
  for (const [kind, said] of run.facts) {
    const names = namesIn(said);
    if (names.length === 0) continue;
    const part = fold('part', kind, place);
    part.open = kind === 'result' || kind === 'configuration';
    addTable(
      part,
      kind,
      ['Name', 'Value'],
      names.map(([name, value]) => [name, shownValue(value)]),
    );
  }
  if (artifacts.length > 0)
    addTable(
      fold('part', 'artifacts', place),
      'artifacts',
      ['Name', 'Bytes', 'SHA-256'],
      artifacts.map(([name, bytes, sha256]) => [name, shownValue(bytes), sha256]),
    );
  make('p', `${run.again.title}:`, place);
  addCommand(place, run.again.command);
  return title;
}

/** Lists the differences between runs in one kind of facts. */
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
    differ.length > 0 &&
      `${differ.length} of ${keys.length} ${differ.length === 1 ? 'differs' : 'differ'}.`,
    differ.length === 0 && !isUnrecorded && 'All equal.',
    isUnrecorded &&
      'A record of an older version does not keep it, so whether it is equal cannot be known.',
  ];
  make('p', sentences.filter(Boolean).join(' '), place);
  if (differ.length > 0)
    addTable(
      place,
      'What differs',
      ['Name', ...columns],
      differ.map((key) => [key, ...all.map((one) => shownValue(one.get(key)))]),
    );
}

/** Shows runs side by side; returns the heading. */
export function showComparison(place: HTMLElement, runs: readonly RunData[]): HTMLElement {
  const title = addHeading(place, `${runs.length} runs side by side`);
  const columns = runs.map(({ id }, at) => `${at + 1}: ${id}`);
  const row = (name: string, of: (run: RunData) => string | Node) => [name, ...runs.map(of)];
  addTable(
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
