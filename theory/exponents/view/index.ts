import { copyable, type Html, markup, powers, sourced } from '@singlora/reporting';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { claims } from './claims.ts';
import { derivedText, isToy, startText, subjectsOf, type ExponentRun } from './subject.ts';
import { exponentTable } from './table.ts';

const intro = markup`<p>Before anything is measured: how each quantity of a training step grows as n → ∞, worked out exactly for every rate exponent at once. A sum of n products of independent entries grows as n<sup>1/2</sup>, one of squares as n; the rest is algebra. The number of steps t is part of each question: fixed while n grows, or growing as log n, when what each step multiplies by a constant becomes a power of n. Gradient descent stands for all optimisers whose steps are as large as the gradient, Adam for those whose steps are as large as the rate.</p>
`;

/** Whose derivations are printed. */
const derived = ['singlora', 'lora'];

const view: CheckView<ExponentRun> = {
  record,
  place: 1,
  short: 'Exponents',
  title: 'Exponents: what the limit says',
  intro,
  claims,
  claimsPlace: 2.5,
  limit: derivedText,
  body: (runs) => {
    const subjects = subjectsOf(runs);
    const [toy, others] = [
      subjects.filter((subject) => subject.runs.every(isToy)),
      subjects.filter((subject) => !subject.runs.every(isToy)),
    ];
    const [lead, rest] = toy.length > 0 ? [toy, others] : [subjects, []];
    const derivations = lead.flatMap((subject) =>
      subject.runs
        .filter(
          ({ config }) =>
            derived.includes(config.method) &&
            config.initExponent === -0.5 &&
            config.start === 'own',
        )
        .map((run) => derivation(`${subject.title}: ${startText(run)}`, run)),
    );
    return Promise.resolve(markup`${lead.map((subject) => sourced(exponentTable(subject)))}
${
  rest.length > 0 &&
  markup`<details>
<summary>With other backward signals and outputs (${rest.length})</summary>
${rest.map((subject) => sourced(exponentTable(subject)))}</details>`
}
${derivations.length > 0 && markup`<h3 id="derivations">Line by line</h3>\n${derivations}`}`);
  },
};

export default view;

function derivation(title: string, { result }: ExponentRun): Html {
  return markup`<details>
<summary>${powers(title)}</summary>
${copyable(result.derivation.text)}<details class="source">
<summary>The derivation as LaTeX</summary>
${copyable(result.derivation.latex)}</details>
</details>
`;
}
