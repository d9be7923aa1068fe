// The script of pages with charts: draws a chart again for the pointer, with tooltips, once the reader turns to it;
// lists its tooltips' values as tables, and saves it. Expressions are interpreted, never evaluated, so the page needs no `unsafe-eval`.
import { draw, loadLibraries, specOf, markTables, type MarkRow } from './chart-draw.ts';
import { savings } from './chart-files.ts';
import { addButton, find, fold } from './elements.ts';
import { withPowers } from './powers.ts';
import { addTable, prepare, save } from './tables.ts';

// From the libraries embedded in the page.
declare const vega: {
  readonly defaultLocale: () => { readonly format: (format: string) => (value: number) => string };
};

function told(value: MarkRow[string], format?: string): string {
  if (typeof value === 'number' && format) return vega.defaultLocale().format(format)(value);
  return value === undefined || value === '' ? '–' : String(value);
}

function captionOf(figure: Element): DocumentFragment {
  const all = document.createDocumentFragment();
  all.append(...find(figure, 'figcaption strong').cloneNode(true).childNodes);
  return all;
}

/** Lists a chart's values as a table within `place`. */
async function list(figure: Element, place: Element): Promise<void> {
  await loadLibraries();
  place.querySelectorAll('.table').forEach((one) => one.remove());
  for (const { columns, values } of markTables(await specOf(figure)))
    addTable(
      place,
      captionOf(figure),
      columns.map(({ title, format }) => ({
        content: withPowers(title),
        isRight: format !== undefined,
      })),
      values.map((value) =>
        columns.map(({ field, format }) => withPowers(told(value[field], format))),
      ),
    );
  prepare(place);
}

/** Draws a chart for the pointer, unless it is. */
function enliven(figure: Element): void {
  if (!figure.querySelector('.live')) void draw(figure);
}

/** Prepares a chart for the pointer, and adds its table of values and its menu. */
export function begin(figure: Element): void {
  const numbers = fold('numbers', 'The numbers', figure);
  const menu = fold('menu', 'Save', figure);
  numbers.addEventListener('toggle', () => {
    if (numbers.open) void list(figure, numbers);
  });
  for (const [text, ending, of] of savings)
    addButton(text, menu, async () => save(figure.id + ending, await of(figure)));
  const plot = find(figure, '.plot');
  for (const turning of ['pointerover', 'focusin', 'click'])
    plot.addEventListener(turning, () => enliven(figure));
  // The page came without a drawing of what its script charts.
  if (!plot.querySelector('svg')) enliven(figure);
}

document.querySelectorAll('.chart').forEach(begin);
