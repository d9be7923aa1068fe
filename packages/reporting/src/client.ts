import { power } from './html.ts';
import { tableFormats } from './table-formats.ts';

/**
 * Keeps a page as its server has it: asks for it again time and again, and puts in place what has changed, so that what is read
 * stays where it is. Charts are drawn anew where they are seen.
 */
const refreshing = `
  const keyOf = (part) => part.id || part.tagName;
  const merge = (own, next) => {
    if (own.isEqualNode(next)) return;
    if (own.matches('.plot')) {
      const [spec, change] = [own, next].map((plot) => plot.querySelector('.spec'));
      if (spec.textContent === change.textContent) return;
      spec.textContent = change.textContent;
      watch.unobserve(own);
      watch.observe(own);
    } else if (own.matches('main') || own.querySelector('.plot') || next.querySelector('.plot')) {
      const before = new Map([...own.children].map((part) => [keyOf(part), part]));
      const after = [...next.children].map((part) => {
        const kept = before.get(keyOf(part));
        if (kept) merge(kept, part);
        else part.querySelectorAll('.plot').forEach((plot) => watch.observe(plot));
        return kept ?? part;
      });
      // What is moved forgets how far it is scrolled.
      if (after.some((part, at) => part !== own.children[at]) || after.length < own.children.length) own.replaceChildren(...after);
    } else own.replaceChildren(...next.childNodes);
  };
  const main = document.querySelector('main');
  const refresh = async () => {
    try {
      const answer = await fetch(location.pathname, { cache: 'no-store' });
      if (!answer.ok) throw new Error(answer.statusText);
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      merge(main, next.querySelector('main'));
      main.classList.remove('stale');
    } catch {
      main.classList.add('stale');
    }
    setTimeout(refresh, 1000 * main.dataset.refresh);
  };
  setTimeout(refresh, 1000 * main.dataset.refresh);
`;

/** Fills the menu of a table when it is first opened: the table is read off the page, a cell's detail in brackets. */
const tableMenus = `
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
    return small ? text + ' ' + (/^[±(]/.test(small) ? small : '(' + small + ')') : text;
  };
  const readTable = (place) => ({
    caption: textOf(place.querySelector('caption')),
    headings: [...place.querySelectorAll('thead th')].map((head) => ({ text: textOf(head), right: head.className === 'right' })),
    rows: [...place.querySelectorAll('tbody tr')].map((row) => [...row.children].map(textOf)),
    notes: [...place.querySelectorAll('.note')].map(textOf),
  });
  const save = (name, content) => {
    const link = document.createElement('a');
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
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = verb + ' ' + format;
        button.addEventListener('click', () =>
          verb === 'Save' ? save(name + '.' + ending, write(table)) : navigator.clipboard.writeText(write(table)).then(() => tell(button, 'Copied')));
        menu.append(button);
      }
    }
  };
  document.addEventListener('toggle', ({ target }) => {
    if (target.matches('.menu') && !target.querySelector('button')) fill(target);
  }, true);
`;

/**
 * What the page runs in the browser: draws each chart live when it comes near the screen, keeping
 * the drawn one if that fails, unfolds what a link leads to and everything for print, marks in the outline
 * what is read, and lets commands and tables be copied. Expressions are interpreted, never
 * evaluated, so the page needs no `unsafe-eval`.
 *
 * @param refreshes whether it asks its server for the page again
 * @param hasTables whether there are tables to copy
 */
export const clientScript = (refreshes: boolean, hasTables: boolean): string => `'use strict';
(() => {
  const options = {
    mode: 'vega-lite', renderer: 'svg', actions: false, ast: true, defaultStyle: false,
    tooltip: { disableDefaultStyle: true, id: 'tooltip' },
  };
  const power = new RegExp(${JSON.stringify(power.source)});
  const raise = (text) => {
    if (text.childElementCount > 0 || !power.test(text.textContent)) return;
    const parts = text.textContent.split(power);
    const spans = parts.flatMap((part, index) => {
      if (index % 3 === 1) return [];
      const span = document.createElementNS('http://www.w3.org/2000/svg', 'tspan');
      const isRaised = index % 3 === 2;
      span.textContent = isRaised ? part.replace('-', '−') : part + (parts[index + 1] ?? '');
      if (isRaised) span.setAttribute('font-size', '75%');
      if (index > 0) span.setAttribute('dy', isRaised ? '-.4em' : '.3em');
      return [span];
    });
    text.replaceChildren(...spans);
  };
  const draw = async (plot) => {
    const live = document.createElement('div');
    live.className = 'live';
    plot.append(live);
    try {
      await vegaEmbed(live, JSON.parse(plot.querySelector('.spec').textContent), options);
      live.querySelectorAll('text, text tspan').forEach(raise);
      for (const other of plot.querySelectorAll('.still, .live')) if (other !== live) other.remove();
    } catch (error) {
      live.remove();
      console.error(error);
    }
  };
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      draw(target);
    }
  }, { rootMargin: '400px' });
  if (typeof vegaEmbed === 'function') document.querySelectorAll('.plot').forEach((plot) => watch.observe(plot));

  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const within = target.querySelector(':scope > .part') ?? target;
    for (let part = within.closest('details'); part; part = part.parentElement.closest('details')) part.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', unfold);
  // A link to where one is already changes no address.
  addEventListener('click', ({ target }) => { if (target.closest('a')?.hash === location.hash) unfold(); });
  unfold();

  const tell = (button, text) => {
    button.dataset.label ??= button.textContent;
    button.textContent = text;
    setTimeout(() => { button.textContent = button.dataset.label; }, 1500);
  };

  const closed = () => document.querySelectorAll('.part:not([open])');
  addEventListener('beforeprint', () => closed().forEach((part) => { part.open = true; part.classList.add('printed'); }));
  addEventListener('afterprint', () => document.querySelectorAll('.printed').forEach((part) => { part.open = false; part.classList.remove('printed'); }));

  const links = [...document.querySelectorAll('.outline a')];
  const follow = () => {
    const reached = links.filter(({ hash }) => document.getElementById(hash.slice(1))?.getBoundingClientRect().top < innerHeight / 3);
    for (const link of links) {
      const isRead = link === reached.at(-1);
      if (isRead === link.hasAttribute('aria-current')) continue;
      link.toggleAttribute('aria-current', isRead);
      if (isRead) link.parentElement.scrollLeft = link.offsetLeft - 16;
    }
  };
  addEventListener('scroll', follow, { passive: true });
  follow();

  for (const block of document.querySelectorAll('.copyable')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      const code = block.querySelector('code');
      try {
        await navigator.clipboard.writeText(code.textContent);
        tell(button, 'Copied');
      } catch {
        getSelection().selectAllChildren(code);
        tell(button, 'Selected');
      }
    });
    block.append(button);
  }
${hasTables ? tableMenus : ''}${refreshes ? refreshing : ''}})();
`;
