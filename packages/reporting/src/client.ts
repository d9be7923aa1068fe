import { chartScript } from './chart-client.ts';
import { runsScript } from './runs-client.ts';
import { tableScript } from './table-client.ts';

/**
 * Keeps a page as its server has it: asks for it again time and again, and puts in place what has changed, so that what is read
 * stays where it is. Charts are drawn anew where they are seen.
 */
const refreshing = `
  const keyOf = (part) => part.id || part.tagName;
  const merge = (own, next) => {
    if (own.isEqualNode(next)) return;
    if (own.matches('.chart')) {
      const [spec, change] = [own, next].map((figure) => figure.querySelector('.spec'));
      if (spec.textContent === change.textContent) return;
      spec.textContent = change.textContent;
      const numbers = own.querySelector('.numbers');
      if (numbers.open) list(own, numbers);
      watch.unobserve(own);
      watch.observe(own);
    } else if (own.matches('main') || own.querySelector('.chart') || next.querySelector('.chart')) {
      const before = new Map([...own.children].map((part) => [keyOf(part), part]));
      const after = [...next.children].map((part) => {
        const kept = before.get(keyOf(part));
        if (kept) merge(kept, part);
        else part.querySelectorAll('.chart').forEach(begin);
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
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
      prepare(next);
      merge(main, next);
      prepare(main);
      main.classList.remove('stale');
    } catch {
      main.classList.add('stale');
    }
    setTimeout(refresh, 1000 * main.dataset.refresh);
  };
  setTimeout(refresh, 1000 * main.dataset.refresh);
`;

/**
 * What the page runs in the browser: it serves its tables, draws its charts, unfolds what a link leads to and everything for print,
 * marks in the outline what is read, hides the rows that are not chosen, lets commands be copied, and shows runs.
 *
 * @param has.refresh whether it asks its server for the page again
 */
export const clientScript = (
  has: Readonly<Record<'tables' | 'charts' | 'runs' | 'refresh', boolean>>,
): string => `'use strict';
(() => {
  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent?.append(element);
    return element;
  };
  const addButton = (text, place, click) => {
    const button = make('button', text, place);
    button.type = 'button';
    button.addEventListener('click', click);
    return button;
  };
  const tell = (button, text) => {
    button.dataset.label ??= button.textContent;
    button.textContent = text;
    setTimeout(() => { button.textContent = button.dataset.label; }, 1500);
  };
  const fold = (name, summary, place) => {
    const part = make('details', '', place);
    part.className = name;
    make('summary', summary, part);
    return part;
  };
  const closed = () => document.querySelectorAll('.part:not([open])');
  addEventListener('beforeprint', () => closed().forEach((part) => { part.open = true; part.classList.add('printed'); }));
  addEventListener('afterprint', () => document.querySelectorAll('.printed').forEach((part) => { part.open = false; part.classList.remove('printed'); }));
${has.tables || has.charts || has.runs ? tableScript : ''}${has.charts ? chartScript : ''}
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const within = target.querySelector(':scope > .part:first-child') ?? target;
    for (let part = within.closest('details'); part; part = part.parentElement.closest('details')) part.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', unfold);
  // A link to where one is already changes no address.
  addEventListener('click', ({ target }) => { if (target.closest('a')?.hash === location.hash) unfold(); });
  unfold();

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

  for (const choice of document.querySelectorAll('.choices input')) choice.addEventListener('change', () => {
    for (const row of choice.closest('section').querySelectorAll('tbody tr')) row.hidden = choice.value !== '' && row.className !== choice.value;
  });

  const copy = (block) => {
    const button = addButton('Copy', block, async () => {
      const code = block.querySelector('code');
      try {
        await navigator.clipboard.writeText(code.textContent);
        tell(button, 'Copied');
      } catch {
        getSelection().selectAllChildren(code);
        tell(button, 'Selected');
      }
    });
  };
  document.querySelectorAll('.copyable').forEach(copy);
${has.runs ? runsScript : ''}${has.refresh ? refreshing : ''}})();
`;
