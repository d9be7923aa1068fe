import { copyable, markup, powers } from '@singlora/reporting';
import { detailed, headed } from '../../report/parts.ts';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { claims } from './claims.ts';
import { isToy, isUsual, type ExponentRun } from './derived.ts';
import { limitText, startText, subjectsOf } from './subject.ts';
import { exponentTable } from './table.ts';

const derived = ['singlora', 'lora'];

const view: CheckView<ExponentRun> = {
  record,
  place: 1,
  short: 'Exponents',
  title: 'Exponents: what the limit says',
  intro: markup`<p>Before anything is measured: how each quantity of a training step grows as n → ∞, worked out exactly for every rate exponent at once. A sum of n products of independent entries grows as n<sup>1/2</sup>, one of squares as n; the rest is algebra. The number of steps t is part of each question: fixed while n grows, or growing as log n, when what each step multiplies by a constant becomes a power of n. Gradient descent stands for all optimisers whose steps are as large as the gradient, Adam for those whose steps are as large as the rate. Three conditions stand behind every line: sums do not cancel, Adam’s ε is 0 (an ε that the gradient’s entries fall below makes its steps those of gradient descent), and α/r is Θ(1).</p>
`,
  claims,
  derives: true,
  claimsPlace: 2.5,
  limit: limitText,
  body(runs) {
    const subjects = subjectsOf(runs);
    const toy = subjects.filter((subject) => subject.runs.every(isToy));
    const lead = toy.length > 0 ? toy : subjects;
    const rest = subjects.filter((subject) => !lead.includes(subject));
    const derivations = lead.flatMap(({ title, runs: own }) =>
      own
        .filter((run) => derived.includes(run.config.method) && isUsual(run))
        .map((run) => derivation(`${title}: ${startText(run)}`, run)),
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
