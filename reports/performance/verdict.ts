import { format, markup, type Html } from '@singlora/reporting';
import { canonicalJson } from '@singlora/tracking';
import { findingOf, rangeText, roundsDisagree, type Finding } from './comparison.ts';
import { epochComparisons } from './epoch-table.ts';
import { headlineCase, type Machine } from './machine.ts';
import { isCompared, stepCasesOf, type ComparedCase } from './step-case.ts';
import { mainWords } from './step-words.ts';

/** What the headline case says on a machine; which case that is, is fixed, whatever came out. */
export function verdict({ steps }: Machine): Html {
  const compared = stepCasesOf(steps).filter(isCompared);
  const headlines = compared.filter(({ record }) => record.case === headlineCase);
  if (headlines.length === 0)
    return markup`The headline case ${headlineCase} is not compared with PyTorch yet.`;
  return markup`${headlines.map((one) => markup`${headline(one)}${shortcut(one, compared)} `)}`;
}

/** What all of a machine's comparisons say together: sentences. */
export function tally({ steps, epochs }: Machine): string[] {
  const compared = stepCasesOf(steps).filter(isCompared);
  const ratios = epochs.flatMap((record) => {
    const each = epochComparisons(record).map(
      ({ side, comparison }) =>
        `${format.ratio(comparison.medians)} as fast as ${side.name}, ${side.padding}`,
    );
    const { rows } = record.setting;
    return each.length > 0
      ? [`A whole epoch of ${format.plural(rows, 'row')}: ${each.join('; ')}.`]
      : [];
  });
  return [...(compared.length > 1 ? [stepTally(compared)] : []), ...ratios];
}

const conclusions: Readonly<Record<Finding, string>> = {
  faster: 'faster than',
  equal: 'as fast as',
  slower: 'slower than',
};

function headline(one: ComparedCase): Html {
  const { comparison, side } = one.against;
  const { setting, rounds } = one.record;
  const what = setting.pass === 'train' ? 'A training step' : 'A forward pass';
  const range = rangeText(comparison);
  const basis = range ? `${range} over ${format.plural(rounds, 'round')}` : 'one round';
  const doubt = roundsDisagree(comparison) ? ', though single rounds disagree' : '';
  return markup`${what} of ${mainWords(one)}: SingLoRA Lab is <strong>${conclusions[findingOf(comparison.medians)]}</strong> ${side.name}, <strong>${format.ratio(comparison.medians)}</strong> as fast (${basis}; above 1 ours is faster)${doubt}.`;
}

/** Says where ours does less than the other, and what the ratio is without that. */
function shortcut({ record, against }: ComparedCase, compared: readonly ComparedCase[]): string {
  if (record.setting.tokensThroughLastLayer === 'all') return '';
  const wanted = canonicalJson({ ...record.setting, tokensThroughLastLayer: 'all' });
  const whole = compared.find(
    (other) =>
      other.against.side.name === against.side.name &&
      canonicalJson(other.record.setting) === wanted,
  );
  const ratio = whole
    ? `: with that work done all the same, ${format.ratio(whole.against.comparison.medians)}`
    : '';
  return ` Ours leaves out what the classifier never reads, most of the last layer for all tokens but the first${ratio}.`;
}

function stepTally(compared: readonly ComparedCase[]): string {
  const of = (finding: Finding) =>
    compared.filter(({ against }) => findingOf(against.comparison.medians) === finding);
  const slower = of('slower');
  const names = slower.length > 0 ? ` (${format.listing(slower.map(({ label }) => label))})` : '';
  const equal = of('equal').length;
  return `Of ${format.count(compared.length)} cases ours is faster in ${format.count(of('faster').length)}${equal > 0 ? `, as fast in ${format.count(equal)}` : ''} and slower in ${format.count(slower.length)}${names}.`;
}
