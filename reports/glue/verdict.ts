import { format, markup, type Html } from '@singlora/reporting';
import { headlineMethod } from '../methods.ts';
import { paper } from '../paper.ts';
import { comparisonsOf, findingText, intervalText, nameOf, type Comparison } from './comparison.ts';
import type { Setting } from './setting.ts';
import { standInsOf } from './stand-in.ts';

/** What a setting's numbers say, and what they do not, in a few sentences. */
export function verdict(setting: Setting): Html {
  const comparisons = comparisonsOf(setting);
  const headline = headlineOf(comparisons);
  const others = comparisons.length - 1;
  const sentences = [
    headline ? finding(headline, setting) : withoutComparison(setting),
    others > 0 ? `${format.plural(others, 'more comparison')} below.` : undefined,
    floorSentence(setting),
    scopeSentence(setting),
  ];
  return markup`${sentences.filter((sentence) => sentence !== undefined).map((sentence) => markup`${sentence} `)}`;
}

/** The headline method's comparison on the most seeds; results have no say in the choice. */
function headlineOf(comparisons: readonly Comparison[]): Comparison | undefined {
  const own = comparisons.filter(({ variant }) => variant.method === headlineMethod);
  return (own.length > 0 ? own : comparisons).reduce<Comparison | undefined>(
    (best, next) => (best && best.pairs.length >= next.pairs.length ? best : next),
    undefined,
  );
}

function finding(comparison: Comparison, { evalRows }: Setting): Html {
  const { difference, standardError, pairs } = comparison;
  const interval = intervalText(difference);
  const value = `${format.signedPoints(difference.mean)} ± ${format.points(standardError)} points`;
  const basis = interval
    ? `over ${format.plural(pairs.length, 'seed')} (standard error; 95% interval ${interval})`
    : `with one seed (binomial standard error on ${format.plural(evalRows, 'dev row')})`;
  const savings = savingsOf(comparison);
  return markup`${nameOf(comparison)} = <strong>${value}</strong> ${basis}: ${findingText(comparison)}${savings}.`;
}

function savingsOf({ variant, baseline }: Comparison): string {
  const [own, other] = [variant, baseline].map(
    ({ runs }) => runs[0]?.record.summary['adapterParameters'],
  );
  return own !== undefined && other
    ? `, with ${format.percent(own / other, 0)} of the adapter parameters`
    : '';
}

function withoutComparison({ variants }: Setting): string {
  const scores = variants.map(
    ({ label, accuracy, standardError, runs }) =>
      `${label} scores ${format.percent(accuracy.mean)} ± ${format.points(standardError)} (${format.plural(runs.length, 'seed')})`,
  );
  return `${format.listing(scores)}; there is nothing to compare with yet.`;
}

/** Says so where a method does no better than always giving the most frequent answer. */
function floorSentence({ variants, majority }: Setting): string | undefined {
  if (majority === undefined) return undefined;
  const low = variants.filter(
    ({ accuracy, standardError }) => accuracy.mean - 2 * standardError <= majority,
  );
  if (low.length === 0) return undefined;
  const names = format.listing(low.map(({ label }) => label));
  return `${names} ${low.length === 1 ? 'is' : 'are'} not clearly above the ${format.percent(majority)} of always giving the most frequent answer: nothing was learned that could be compared.`;
}

function scopeSentence(setting: Setting): string | undefined {
  const phrases = standInsOf(setting).map(({ phrase }) => phrase);
  if (phrases.length === 0) return undefined;
  return `This says nothing yet about the paper’s ${paper.protocol['model']?.text ?? ''} number: ${format.listing(phrases)}.`;
}
