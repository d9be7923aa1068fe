import { format, markup, type Html } from '@singlora/reporting';
import type { RecordOf } from '@singlora/records';
import { canonicalJson } from '@singlora/tracking';
import { findingOf, intervalText, type Comparison, type Finding } from './comparison.ts';
import { headlineCase, ofKind, type Machine } from './machine.ts';
import { besideFastest, isCompared, precisionRowsOf, rowsOf, type ComparedRow } from './row.ts';
import { mainWords } from './words.ts';

type Compared = ComparedRow<RecordOf<'step'>>;

/** The verdict on the headline case for a machine with a comparison. The case is fixed in advance, whatever the result. */
export function verdict({ records }: Machine): Html | undefined {
  const compared = rowsOf(ofKind(records, 'step')).filter(isCompared);
  const headlines = besideFastest(compared).filter(
    ({ record, ours }) => record.case === headlineCase && ours.precision === 'float32',
  );
  const halves = headlines.flatMap(({ record }) => inBfloat16(record));
  if (headlines.length === 0) return undefined;
  return markup`${headlines.map((one) => markup`${headline(one)}${shortcut(one, compared)} `)}${halves}`;
}

/** Sentences on the time of a whole epoch compared with the others, one per record. */
export const epochSentences = ({ records }: Machine): string[] =>
  ofKind(records, 'epoch').flatMap((record) => {
    const each = rowsOf([record])
      .filter(isCompared)
      .map(({ theirs: { name, padding, precision }, comparison }) => {
        const half = precision === 'float32' ? '' : `, ${precision}`;
        return `${format.ratio(comparison.medians)} as fast as ${name}, ${padding}${half}`;
      });
    const { rows } = record.setting;
    return each.length > 0
      ? [`A whole epoch of ${format.plural(rows, 'row')}: ${each.join('; ')}.`]
      : [];
  });

const conclusions: Readonly<Record<Finding, string>> = {
  faster: 'faster than',
  equal: 'about as fast as',
  slower: 'slower than',
};

function headline(one: Compared): Html {
  const { comparison, theirs } = one;
  const { setting } = one.record;
  const what = setting.pass === 'train' ? 'A training step' : 'A forward pass';
  return markup`${what} of ${mainWords(one)}: SingLoRA Lab is <strong>${conclusions[findingOf(comparison)]}</strong> ${theirs.name}, <strong>${format.ratio(comparison.medians)}</strong> as fast (${basisText(comparison)}; above 1 ours is faster).`;
}

function basisText(comparison: Comparison): string {
  const interval = intervalText(comparison);
  const rounds = format.plural(comparison.rounds.length, 'round');
  return interval ? `95% interval ${interval} over ${rounds}` : 'one round';
}

/** Sentences on the gain from bfloat16, compared with the other side's gain and with our own float32. */
function inBfloat16(record: RecordOf<'step'>): string[] {
  const rows = rowsOf([record]).filter(isCompared);
  const beside = [
    ...besideFastest(rows).filter(({ ours }) => ours.precision === 'bfloat16'),
    ...precisionRowsOf([record]),
  ];
  if (beside.length === 0) return [];
  const each = beside.map(
    ({ ours, theirs, comparison }) =>
      `${format.ratio(comparison.medians)} as fast as ${theirs.name === ours.name ? 'in float32' : `${theirs.name} with autocast`} (${basisText(comparison)})`,
  );
  return [`In bfloat16 it is ${format.listing(each)}.`];
}

/** Reports where our side does less work than the other, and the ratio without that advantage. */
function shortcut({ record, ours, theirs }: Compared, compared: readonly Compared[]): string {
  if (record.setting.tokensThroughLastLayer === 'all') return '';
  const wanted = canonicalJson({ ...record.setting, tokensThroughLastLayer: 'all' });
  const whole = compared.find(
    (other) =>
      other.theirs.name === theirs.name &&
      other.ours.precision === ours.precision &&
      canonicalJson(other.record.setting) === wanted,
  );
  const ratio = whole
    ? `: with that work done all the same, ${format.ratio(whole.comparison.medians)}`
    : '';
  return ` Ours leaves out what the classifier never reads, most of the last layer for all tokens but the first${ratio}.`;
}
