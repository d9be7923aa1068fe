import { copyable, markup, powers } from '@singlora/reporting';
import { detailed, headed } from '../../report/parts.ts';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { exponentClaims } from './claims.ts';
import { isToy, isUsualDerivation, type ExponentRun } from './derived.ts';
import { derivedStartText, derivedSubjects } from './subject.ts';
import { exponentTable } from './table.ts';

const derived = ['singlora', 'lora'];

const view: CheckView<ExponentRun> = {
  record,
  place: 1,
  short: 'Exponents',
  claims: exponentClaims,
  derives: true,
  claimsPlace: 2.5,
  body(runs) {
    const subjects = derivedSubjects(runs);
    const toy = subjects.filter((subject) => subject.runs.every(isToy));
    const lead = toy.length > 0 ? toy : subjects;
    const rest = subjects.filter((subject) => !lead.includes(subject));
    const derivations = lead.flatMap(({ title, runs: own }) =>
      own
        .filter((run) => derived.includes(run.config.method) && isUsualDerivation(run))
        .map((run) => derivation(`${title}: ${derivedStartText(run)}`, run)),
    );
    return [
      ...lead.map(exponentTable),
      detailed(`With other backward signals and outputs (${rest.length})`, rest.map(exponentTable)),
      headed('Line by line', derivations, 'derivations'),
    ];
  },
};

export default view;

function derivation(title: string, { result }: ExponentRun) {
  const { text, latex } = result.derivation;
  return detailed(powers(title), [
    copyable(text),
    markup`<details class="source">
<summary>The derivation as LaTeX</summary>
${copyable(latex)}</details>`,
  ]);
}
