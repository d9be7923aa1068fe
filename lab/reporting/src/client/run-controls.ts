import type { RunData } from '../runs-view.ts';
import { make } from './elements.ts';
import type { Listed } from './run-search.ts';

/**
 * Adds a list's controls, each under its name.
 * @param fixed the fields that the list always shows
 */
export function addControls(tools: HTMLElement, all: readonly Listed[], fixed: readonly string[]) {
  const labelled = <Control extends HTMLElement>(text: string, control: Control) => {
    const label = make('label', '', tools);
    make('span', text, label);
    label.append(control);
    return control;
  };
  const choice = (text: string, options: readonly (readonly [value: string, title: string])[]) => {
    const select = make('select');
    for (const [value, title] of options)
      make('option', title.length > 60 ? `${title.slice(0, 59)}…` : title, select).value = value;
    return labelled(text, select);
  };
  const same = (names: Iterable<string>) => [...names].map((one) => [one, one] as const);
  const distinct = (of: (run: RunData) => string) =>
    same(new Set(all.map(({ run }) => of(run)).sort()));
  const names = new Set(all.flatMap(({ fields }) => [...fields.keys()]));
  names.delete('tags');
  const own = [...names].filter((name) => name !== 'experiment' && !fixed.includes(name));
  const search = make('input');
  Object.assign(search, { type: 'search', placeholder: 'lora rank=8 accuracy>0.7' });
  const controls = {
    search: labelled('Search', search),
    experiment: choice('Experiment', [['', 'all'], ...distinct(({ experiment }) => experiment)]),
    status: choice('Status', [['', 'all'], ...distinct(({ status }) => status)]),
    sort: choice('Sort by', same(names)),
    order: choice('Order', [
      ['down', 'largest first'],
      ['up', 'smallest first'],
    ]),
    extra: choice('Also show', [['', 'nothing'], ...same(own)]),
  };
  controls.sort.value = 'started';
  // The score that most of them have.
  const scores = own.filter((name) => names.has(`${name}/standardError`));
  const having = (name: string) => all.filter(({ fields }) => fields.has(name)).length;
  controls.extra.value = scores.sort((one, other) => having(other) - having(one))[0] ?? '';
  return controls;
}
