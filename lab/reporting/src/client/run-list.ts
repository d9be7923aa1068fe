import type { RunData } from '../runs-view.ts';
import { addButton, make } from './elements.ts';
import { addControls } from './run-controls.ts';
import { searchable, searched, sortedByField, type Listed } from './run-search.ts';
import { timeText, tookText, shownValue } from './run-text.ts';
import { addTable, prepare } from './tables.ts';

/** How many runs are shown at first, and how many each further request adds. */
const [first, more] = [50, 100];

/** The headings of the columns that are always shown. */
const fixed = new Map([
  ['run', 'Run'],
  ['status', 'Status'],
  ['started', 'Started'],
  ['took', 'Took'],
]);

export const linkTo = ({ id, label }: RunData): HTMLAnchorElement =>
  Object.assign(make('a', label), { href: `#run=${id}` });

function nameCell(run: RunData, box: HTMLInputElement): HTMLElement {
  const name = make('span');
  name.append(box, ' ', linkTo(run));
  make('small', ` ${[run.id, ...(run.tags ?? []).map((tag) => `#${tag}`)].join(' ')}`, name);
  return name;
}

function statusCell({ status, error }: RunData): HTMLElement {
  const state = make('span');
  make('span', status, state, 'whole');
  if (error) make('small', ` ${error.split('\n')[0]?.slice(0, 120) ?? ''}`, state);
  return state;
}

/**
 * Adds a list of runs to search, to sort by a control or a column's heading, and to select from; returns its elements,
 * and a function that searches it.
 * Up to `most` can be selected, and `compare` gets their ids.
 */
export function addRunList(
  place: HTMLElement,
  runs: readonly RunData[],
  most: number,
  compare: (ids: readonly string[]) => void,
): { readonly parts: readonly HTMLElement[]; readonly find: (words: string) => void } {
  const all = runs.map(searchable);
  const chosen = new Set<string>();
  let room = first;
  const tools = make('div', '', place, 'tools');
  const controls = addControls(tools, all, [...fixed.keys()]);
  const { search, experiment, status, sort, order, extra } = controls;
  const comparing = addButton('', tools, () => compare([...chosen]));
  const counted = make('p', '', place, 'note');
  counted.role = 'status';
  const table = make('div', '', place);

  function found(): Listed[] {
    const isAsked = searched(search.value);
    const isOf = (choice: HTMLSelectElement, own: string) =>
      choice.value === '' || choice.value === own;
    const asked = all.filter(
      (one) => isOf(experiment, one.run.experiment) && isOf(status, one.run.status) && isAsked(one),
    );
    return sortedByField(asked, sort.value, order.value === 'down');
  }

  function draw(): void {
    const own = found();
    const [n, of] = [own.length, all.length].map((count) => count.toLocaleString('en'));
    counted.textContent = `${n} of ${of} runs`;
    const added = new Set([extra.value, sort.value].filter((name) => name && !fixed.has(name)));
    const sorting = order.value === 'up' ? 'ascending' : 'descending';
    const heads = ['run', 'status', ...added, 'started', 'took'].map(
      (name) =>
        ({ content: heading(name), sort: name === sort.value ? sorting : undefined }) as const,
    );
    const rows = own
      .slice(0, room)
      .map(({ run, fields }) => [
        ...[nameCell(run, boxOf(run.id)), statusCell(run)],
        ...[...added].map((name) => shownValue(fields.get(name))),
        ...[timeText(run.started), tookText(run.took)],
      ]);
    table.replaceChildren();
    addTable(table, 'Runs', heads, rows);
    const left = own.length - room;
    if (left > 0)
      addButton(`Show ${Math.min(more, left)} more`, table, () => {
        room += more;
        draw();
      });
    prepare(table);
    showChosen();
  }

  /** A column's heading, which sorts. */
  function heading(name: string): HTMLButtonElement {
    const at = document.createDocumentFragment();
    return addButton(fixed.get(name) ?? name, at, () => sortByColumn(name));
  }

  /** Sorts numbers and times in descending order and texts in ascending order; a second call reverses it. */
  function sortByColumn(name: string): void {
    const isNumber = all.some(({ fields }) => typeof fields.get(name) === 'number');
    const falls = sort.value === name ? order.value === 'up' : isNumber || name === 'started';
    order.value = falls ? 'down' : 'up';
    sort.value = name;
    draw();
    table.querySelector<HTMLButtonElement>('[aria-sort] button')?.focus();
  }

  /** The checkbox that selects a run. */
  function boxOf(id: string): HTMLInputElement {
    const box = make('input');
    Object.assign(box, { type: 'checkbox', checked: chosen.has(id), ariaLabel: `Compare ${id}` });
    box.addEventListener('change', () => {
      if (box.checked) chosen.add(id);
      else chosen.delete(id);
      showChosen();
    });
    return box;
  }

  function showChosen(): void {
    const { size } = chosen;
    comparing.textContent =
      size < 2 ? `Choose two to ${most} runs to compare them` : `Compare ${size} runs`;
    comparing.disabled = size < 2;
    for (const box of table.querySelectorAll('input')) box.disabled = !box.checked && size >= most;
  }

  for (const control of Object.values(controls))
    control.addEventListener('input', () => {
      room = first;
      draw();
    });
  draw();
  const find = (words: string) => {
    search.value = words;
    draw();
  };
  return { parts: [tools, counted, table], find };
}
