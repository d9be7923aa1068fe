import { tableFormats } from './table-formats.ts';

/**
 * What a page with tables runs in the browser. It labels cells, which narrow screens show as cards; lets the keyboard scroll what is
 * wider than its place; and fills the menu of a table when it is first opened: the table is read off the page, a cell's detail in brackets,
 * without signs and their legend.
 */
export const tableScript = `
  const scrolling = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
      if (scrolls) Object.assign(target, { tabIndex: 0, role: 'group', ariaLabel: target.querySelector('caption').textContent });
      else for (const name of ['tabindex', 'role', 'aria-label']) target.removeAttribute(name);
    }
  });
  const prepare = (place) => {
    for (const table of place.querySelectorAll('table')) {
      const titles = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
      for (const { cells } of table.tBodies[0].rows) [...cells].forEach((cell, at) => { cell.dataset.label = titles[at]; });
    }
    for (const box of place.querySelectorAll('.table')) scrolling.observe(box);
  };
  const formats = ${tableFormats};
  const textOf = (part) => {
    if (!part) return '';
    const copy = part.cloneNode(true);
    for (const sign of copy.querySelectorAll('.sign, summary')) sign.remove();
    for (const raised of copy.querySelectorAll('sup')) raised.prepend('^');
    const detail = copy.querySelector('small');
    const small = detail?.textContent.trim();
    detail?.remove();
    const text = copy.textContent.replace(/[^\\S\\xa0]+/g, ' ').trim();
    if (!small || !text) return small || text;
    return text + ' ' + (/^[±(]/.test(small) ? small : '(' + small + ')');
  };
  const readTable = (place) => ({
    caption: textOf(place.querySelector('caption')),
    headings: [...place.querySelectorAll('thead tr > *')].map((head) => ({ text: textOf(head), right: head.className === 'right' })),
    rows: [...place.querySelectorAll('tbody tr')].map((row) => [...row.children].map(textOf)),
    notes: [...place.querySelectorAll('.note')].map(textOf).filter((note) => !/^[\\u25a0-\\u25ff]/.test(note)),
  });
  const save = (name, content) => {
    const link = make('a', '');
    link.href = URL.createObjectURL(new Blob([content]));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  const fill = (menu) => {
    const table = readTable(menu.closest('.table'));
    const name = table.caption.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40);
    for (const [format, { ending, write }] of Object.entries(formats)) {
      for (const verb of ['Copy', 'Save']) {
        const button = addButton(verb + ' ' + format, menu, () =>
          verb === 'Save' ? save(name + '.' + ending, write(table)) : navigator.clipboard.writeText(write(table)).then(() => tell(button, 'Copied')));
      }
    }
  };
  document.addEventListener('toggle', ({ target }) => {
    if (target.matches('.menu') && !target.querySelector('button')) fill(target);
  }, true);
  prepare(document);
`;
