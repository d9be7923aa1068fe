import type { RunData } from '../runs-view.ts';
import { addButton, make } from './elements.ts';
import { addControls } from './run-controls.ts';
import { listed, searched, sortedBy, type Listed } from './run-search.ts';
import { timeText, tookText, valueText } from './run-text.ts';
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

/** A link to a run. */
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

/** A list of runs to search, to sort by a control or a column's heading, and to select from. */
export class RunList {
  /** Its elements. */
  readonly parts: readonly HTMLElement[];
  readonly #all: readonly Listed[];
  readonly #most: number;
  readonly #controls: ReturnType<typeof addControls>;
  readonly #comparing: HTMLButtonElement;
  readonly #counted: HTMLElement;
  readonly #table: HTMLElement;
  readonly #chosen = new Set<string>();
  #room = first;

  /** Shows `runs` in `place`; up to `most` can be selected, and `compare` gets their ids. */
  constructor(
    place: HTMLElement,
    runs: readonly RunData[],
    most: number,
    compare: (ids: readonly string[]) => void,
  ) {
    this.#all = runs.map(listed);
    this.#most = most;
    const tools = make('div', '', place, 'tools');
    this.#controls = addControls(tools, this.#all, [...fixed.keys()]);
    this.#comparing = addButton('', tools, () => compare([...this.#chosen]));
    this.#counted = make('p', '', place, 'note');
    this.#counted.role = 'status';
    this.#table = make('div', '', place);
    this.parts = [tools, this.#counted, this.#table];
    for (const control of Object.values(this.#controls))
      control.addEventListener('input', () => {
        this.#room = first;
        this.#draw();
      });
    this.#draw();
  }

  #found(): Listed[] {
    const { search, experiment, status, sort, order } = this.#controls;
    const isAsked = searched(search.value);
    const isOf = (choice: HTMLSelectElement, own: string) =>
      choice.value === '' || choice.value === own;
    const found = this.#all.filter(
      (one) => isOf(experiment, one.run.experiment) && isOf(status, one.run.status) && isAsked(one),
    );
    return sortedBy(found, sort.value, order.value === 'down');
  }

  #draw(): void {
    const { sort, order, extra } = this.#controls;
    const found = this.#found();
    const [n, all] = [found.length, this.#all.length].map((count) => count.toLocaleString('en'));
    this.#counted.textContent = `${n} of ${all} runs`;
    const added = new Set([extra.value, sort.value].filter((name) => name && !fixed.has(name)));
    const sorting = order.value === 'up' ? 'ascending' : 'descending';
    const heads = ['run', 'status', ...added, 'started', 'took'].map(
      (name) =>
        ({
          content: this.#heading(name),
          sort: name === sort.value ? sorting : undefined,
        }) as const,
    );
    const rows = found
      .slice(0, this.#room)
      .map(({ run, fields }) => [
        ...[nameCell(run, this.#box(run.id)), statusCell(run)],
        ...[...added].map((name) => valueText(fields.get(name))),
        ...[timeText(run.started), tookText(run.took)],
      ]);
    this.#table.replaceChildren();
    addTable(this.#table, 'Runs', heads, rows);
    const left = found.length - this.#room;
    if (left > 0)
      addButton(`Show ${Math.min(more, left)} more`, this.#table, () => {
        this.#room += more;
        this.#draw();
      });
    prepare(this.#table);
    this.#showChosen();
  }

  /** A column's heading, which sorts. */
  #heading(name: string): HTMLButtonElement {
    const place = document.createDocumentFragment();
    return addButton(fixed.get(name) ?? name, place, () => this.#sortBy(name));
  }

  /** Sorts numbers and times in descending order and texts in ascending order; a second call reverses it. */
  #sortBy(name: string): void {
    const { sort, order } = this.#controls;
    const isNumber = this.#all.some(({ fields }) => typeof fields.get(name) === 'number');
    const falls = sort.value === name ? order.value === 'up' : isNumber || name === 'started';
    order.value = falls ? 'down' : 'up';
    sort.value = name;
    this.#draw();
    this.#table.querySelector<HTMLButtonElement>('[aria-sort] button')?.focus();
  }

  /** The checkbox that selects a run. */
  #box(id: string): HTMLInputElement {
    const box = make('input');
    Object.assign(box, {
      type: 'checkbox',
      checked: this.#chosen.has(id),
      ariaLabel: `Compare ${id}`,
    });
    box.addEventListener('change', () => {
      if (box.checked) this.#chosen.add(id);
      else this.#chosen.delete(id);
      this.#showChosen();
    });
    return box;
  }

  #showChosen(): void {
    const { size } = this.#chosen;
    this.#comparing.textContent =
      size < 2 ? `Choose two to ${this.#most} runs to compare them` : `Compare ${size} runs`;
    this.#comparing.disabled = size < 2;
    for (const box of this.#table.querySelectorAll('input'))
      box.disabled = !box.checked && size >= this.#most;
  }
}
