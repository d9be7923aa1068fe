// The script of pages with tables: labels cells, which narrow screens show as cards; makes
// overflowing tables scrollable by keyboard; and fills a table's menu when it is first opened.
import { withDetail, type PlainTable } from '../plain-table.ts';
import { tableFormats } from '../table-formats.ts';
import { addButton, find, fold, make, tell } from './elements.ts';

const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = target;
    if (scrollWidth > clientWidth || scrollHeight > clientHeight) {
      const ariaLabel = find(target, 'caption').textContent;
      Object.assign(target, { tabIndex: 0, role: 'group', ariaLabel });
    } else for (const name of ['tabindex', 'role', 'aria-label']) target.removeAttribute(name);
  }
});

/** Labels the cells of the tables within `place`, and watches whether the tables overflow it. */
export function prepare(place: ParentNode): void {
  for (const table of place.querySelectorAll('table')) {
    const titles = [...find<HTMLTableRowElement>(table, 'thead tr').cells].map(
      (cell) => cell.textContent,
    );
    for (const { cells } of table.tBodies[0]?.rows ?? [])
      [...cells].forEach((cell, at) => (cell.dataset['label'] = titles[at] ?? ''));
  }
  for (const box of place.querySelectorAll('.table')) scrolling.observe(box);
}

/** A column's heading; without content the column has none. */
interface Head {
  readonly content: string | Node;
  readonly isRight?: boolean;
  readonly sort?: 'ascending' | 'descending' | undefined;
}

/** Adds a table with its menu; the first cell of each row is a row heading. */
export function addTable(
  place: ParentNode,
  caption: string | Node,
  heads: readonly (string | Head)[],
  rows: readonly (readonly (string | Node)[])[],
): void {
  const box = make('div', '', place, 'table');
  const table = make('table', '', box);
  table.createCaption().append(caption);
  const head = table.createTHead().insertRow();
  const columns = heads.map((one): Head => (typeof one === 'string' ? { content: one } : one));
  for (const { content, isRight, sort } of columns) {
    const cell = make(content === '' ? 'td' : 'th', '', head, isRight ? 'right' : '');
    cell.append(content);
    if (content !== '') cell.setAttribute('scope', 'col');
    if (sort) cell.ariaSort = sort;
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const [at, content] of row.entries()) {
      const cell = make(at === 0 ? 'th' : 'td', '', line, columns[at]?.isRight ? 'right' : '');
      if (at === 0) cell.scope = 'row';
      const text = make('span', '', cell);
      text.dir = 'auto';
      text.append(content);
    }
  }
  fold('menu', 'Copy or save', box);
}

/** The text of a part of a page, with a cell's detail in brackets and without signs. */
function textOf(part: Element): string {
  const copy = part.cloneNode(true) as Element;
  for (const sign of copy.querySelectorAll('.sign, summary')) sign.remove();
  for (const raised of copy.querySelectorAll('sup')) raised.prepend('^');
  const detail = copy.querySelector('small');
  const small = detail?.textContent.trim() ?? '';
  detail?.remove();
  const text = copy.textContent.replace(/[^\S\xa0]+/g, ' ').trim();
  return text && small ? withDetail(text, small) : text || small;
}

/** Reads a table from the page, without the legend of signs. */
function readTable(place: Element): PlainTable {
  const all = (selector: string) => [...place.querySelectorAll(selector)];
  return {
    caption: textOf(find(place, 'caption')),
    headings: all('thead tr > *').map((head) => ({
      text: textOf(head),
      isRight: head.className === 'right',
    })),
    rows: all('tbody tr').map((row) => [...row.children].map(textOf)),
    notes: all('.note:not(.looks)')
      .map(textOf)
      .filter((note) => !/^[\u25a0-\u25ff]/.test(note)),
  };
}

/** Lets the reader save a file. */
export function save(name: string, content: BlobPart): void {
  const link = make('a');
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The name of a table's files; those of one caption are numbered. */
function fileName(place: Element): string {
  const nameOf = (one: Element) => {
    const words = textOf(find(one, 'caption')).toLowerCase();
    return words
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 40);
  };
  const name = nameOf(place);
  const alike = [...document.querySelectorAll('.table')].filter((one) => nameOf(one) === name);
  const at = alike.indexOf(place);
  return at > 0 ? `${name}-${at + 1}` : name;
}

function fillMenu(menu: Element): void {
  const place = menu.closest('.table') as Element;
  const table = readTable(place);
  const name = fileName(place);
  for (const [format, { ending, write }] of Object.entries(tableFormats)) {
    const copying = addButton(`Copy ${format}`, menu, async () => {
      await navigator.clipboard.writeText(write(table));
      tell(copying, 'Copied');
    });
    addButton(`Save ${format}`, menu, () => save(`${name}.${ending}`, write(table)));
  }
}
document.addEventListener(
  'toggle',
  ({ target }) => {
    const menu = target as Element;
    if (menu.matches('.table > .menu') && !menu.querySelector('button')) fillMenu(menu);
  },
  true,
);
prepare(document);
