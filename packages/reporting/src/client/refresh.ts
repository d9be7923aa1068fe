// Keeps a page up to date with its server: fetches it repeatedly and replaces only what has
// changed, so that the reading position stays. Visible charts are redrawn.
import { begin, renew } from './charts.ts';
import { find } from './elements.ts';
import { prepare } from './tables.ts';

const keyOf = (part: Element) => part.id || part.tagName;

function merge(own: Element, next: Element): void {
  if (own.isEqualNode(next)) return;
  if (own.matches('.chart')) {
    const [spec, change] = [find(own, '.spec'), find(next, '.spec')];
    if (spec.textContent === change.textContent) return;
    spec.textContent = change.textContent;
    find(own, '.plot').replaceChildren(...find(next, '.plot').childNodes);
    renew(own);
  } else if (own.matches('main') || own.querySelector('.chart') || next.querySelector('.chart')) {
    const before = new Map([...own.children].map((part) => [keyOf(part), part]));
    const after = [...next.children].map((part) => {
      const kept = before.get(keyOf(part));
      if (kept) merge(kept, part);
      else part.querySelectorAll('.chart').forEach(begin);
      return kept ?? part;
    });
    // A moved element loses its scroll position.
    if (after.some((part, at) => part !== own.children[at]) || after.length < own.children.length)
      own.replaceChildren(...after);
  } else own.replaceChildren(...next.childNodes);
}

const main = find(document, 'main');
const wait = 1000 * Number(main.dataset['refresh']);

async function refresh(): Promise<void> {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = find(page, 'main');
    prepare(next);
    merge(main, next);
    prepare(main);
    main.classList.remove('stale');
  } catch {
    main.classList.add('stale');
  }
  setTimeout(() => void refresh(), wait);
}
setTimeout(() => void refresh(), wait);
