// The script of every page: opens the folded part that a link points to, and all parts for print; marks the
// current section in the outline; hides rows that are not chosen; adds buttons that copy commands.
import { addCopyButton } from './elements.ts';

addEventListener('beforeprint', () => {
  for (const part of document.querySelectorAll<HTMLDetailsElement>('.part:not([open])')) {
    part.open = true;
    part.classList.add('printed');
  }
});
addEventListener('afterprint', () => {
  for (const part of document.querySelectorAll<HTMLDetailsElement>('.printed')) {
    part.open = false;
    part.classList.remove('printed');
  }
});

/** The element that the address names; an address with a stray % names none. */
function named(): HTMLElement | null {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null;
  }
}

function unfold(): void {
  const target = named();
  if (!target) return;
  const within = target.querySelector(':scope > .part:first-child') ?? target;
  for (
    let part = within.closest('details');
    part;
    part = part.parentElement?.closest('details') ?? null
  )
    part.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', unfold);
// A link to the current address does not change it.
addEventListener('click', ({ target }) => {
  if ((target as Element).closest('a')?.hash === location.hash) unfold();
});
unfold();

const links = [...document.querySelectorAll<HTMLAnchorElement>('.outline a')];
const topOf = ({ hash }: HTMLAnchorElement) =>
  document.getElementById(hash.slice(1))?.getBoundingClientRect().top ?? Infinity;

function follow(): void {
  const reached = links.filter((link) => topOf(link) < innerHeight / 3);
  for (const link of links) {
    const isRead = link === reached.at(-1);
    if (isRead === link.hasAttribute('aria-current')) continue;
    link.toggleAttribute('aria-current', isRead);
    if (isRead && link.parentElement) link.parentElement.scrollLeft = link.offsetLeft - 16;
  }
}
addEventListener('scroll', follow, { passive: true });
follow();

for (const choice of document.querySelectorAll<HTMLInputElement>('.choices input'))
  choice.addEventListener('change', () => {
    const rows = choice.closest('section')?.querySelectorAll<HTMLElement>('tbody tr') ?? [];
    for (const row of rows) row.hidden = choice.value !== '' && row.className !== choice.value;
  });

document.querySelectorAll('.copyable').forEach(addCopyButton);
