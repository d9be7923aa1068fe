// The script of a page of runs: lists, searches and sorts them, and shows one run or several side by side.
// Recorded values only ever become text nodes. The address names what is open, so that it can be linked to.
import type { RunData } from '../runs-view.ts';
import { find, make, unpacked } from './elements.ts';
import { addRunList } from './run-list.ts';
import { showComparison, showRun } from './run-view.ts';
import { prepare } from './tables.ts';

async function view(place: HTMLElement): Promise<void> {
  const packed = find(document, '#runs-data');
  const runs = JSON.parse(await unpacked(packed)) as readonly RunData[];
  packed.remove();
  const byId = new Map(runs.map((run) => [run.id, run]));
  const [most, open = ''] = [Number(place.dataset['most']), place.dataset['open']];
  const shown = make('div', '', place);
  const compare = (ids: readonly string[]) => (location.hash = `#compare=${ids.join(',')}`);
  const { parts, find: search } = addRunList(place, runs, most, compare);
  const list = [find(place.closest('section') ?? document, 'h2'), ...parts];

  /** Shows what the address names and returns its heading; undefined for the list. */
  function showNamed(): HTMLElement | undefined {
    const [, kind, ids = ''] = /^#(run|compare)=([\w,-]+)$/.exec(location.hash) ?? [];
    const own = [...new Set(ids.split(','))].flatMap((id) => byId.get(id) ?? []).slice(0, most);
    if (kind === 'run' && own[0]) return showRun(shown, own[0]);
    if (kind === 'compare' && own.length > 1) return showComparison(shown, own);
    shown.replaceChildren();
    const [, words] = /^#search=(.+)$/.exec(location.hash) ?? [];
    if (words !== undefined) search(decodeURIComponent(words));
    return undefined;
  }
  function route(): void {
    const title = showNamed();
    for (const part of list) part.hidden = title !== undefined;
    prepare(shown);
    title?.focus();
  }

  if (open !== '' && location.hash === '')
    history.replaceState(null, '', `#${open.includes(',') ? 'compare' : 'run'}=${open}`);
  addEventListener('hashchange', () => {
    route();
    scrollTo(0, 0);
  });
  route();
}
void view(find(document, '#runs'));
