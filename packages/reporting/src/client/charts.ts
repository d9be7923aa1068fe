// The script of pages with charts: draws each chart when it nears the viewport or is printed, lists its tooltips'
// values as tables, and saves it. Expressions are interpreted, never evaluated, so the page needs no `unsafe-eval`.
import { draw, loadLibraries, specOf, tablesOf, type Row } from './chart-draw.ts';
import { savings } from './chart-files.ts';
import { addButton, find, fold } from './elements.ts';
import { withPowers } from './powers.ts';
import { addTable, prepare, save } from './tables.ts';

// From the libraries embedded in the page.
declare const vega: {
  readonly defaultLocale: () => { readonly format: (format: string) => (value: number) => string };
};

const watch = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      void draw(target);
    }
  },
  { rootMargin: '400px' },
);
addEventListener('beforeprint', () => {
  for (const figure of document.querySelectorAll<HTMLElement>('.chart'))
    if (figure.offsetWidth > 0 && !figure.querySelector('.live')) void draw(figure);
});

function told(value: Row[string], format?: string): string {
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
  for (const { columns, values } of tablesOf(specOf(figure)))
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

/** Draws a chart when it becomes visible, and adds its table of values and its menu. */
export function begin(figure: Element): void {
  const numbers = fold('numbers', 'The numbers', figure);
  const menu = fold('menu', 'Save', figure);
  numbers.addEventListener('toggle', () => {
    if (numbers.open) void list(figure, numbers);
  });
  for (const [text, ending, of] of savings)
    addButton(text, menu, async () => save(figure.id + ending, await of(figure)));
  watch.observe(figure);
}

/** Redraws a visible chart whose specification has changed. */
export function renew(figure: Element): void {
  const numbers = find<HTMLDetailsElement>(figure, '.numbers');
  if (numbers.open) void list(figure, numbers);
  watch.unobserve(figure);
  watch.observe(figure);
}

document.querySelectorAll('.chart').forEach(begin);
