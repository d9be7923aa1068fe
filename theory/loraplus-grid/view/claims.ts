import { capital, format, sentence } from '@singlora/reporting';
import { optimiserTitle } from '@singlora/records';
import { isAtEdge } from '@singlora/scaling/verdicts';
import { claim, follows } from '../../report/claim.ts';
import { slopeText } from '../../report/words.ts';
import { dataText, inOrder, optimumOf, trendKinds, trendsOf, type GridRun } from './subject.ts';

/** What one rate for both costs at the largest width: "Under Adam, one rate for both ends at 1.20× the best loss at n = 64." */
function oneRateText(run: GridRun): string {
  const last = run.result.widths.at(-1);
  const optimum = last && optimumOf(last);
  if (!optimum?.oneRate) return '';
  const times = format.ratio(optimum.oneRate.loss / optimum.best.loss);
  return `${capital(underText(run))}, one rate for both ends at ${times} the best loss at n = ${format.count(last?.width)}.`;
}

const underText = ({ config }: GridRun) => `under ${optimiserTitle(config.optimiser)}`;

/** The growth of the ratio of rates in one run, with the claimed one. */
function ratiosOf(run: GridRun) {
  return trendKinds.flatMap((kind) => {
    const { ratio: trend } = trendsOf(run, kind);
    const { ratio: claimed } = run.result.claimed;
    if (!trend || claimed === undefined) return [];
    const found = trend.points.flatMap(({ values }) => values).length;
    // Better rates, or larger ones that converge, may lie beyond those tried.
    const verdict = isAtEdge([trend], found)
      ? undefined
      : follows(trend, claimed, [0], trend.resolution);
    return [{ run, kind, trend, verdict }];
  });
}

const ratio = claim({
  id: 'two-rates',
  says: 'LoRA needs two rates, with ηB/ηA = Θ(n).',
  place: 'motivation, from LoRA+',
  cases(runs: readonly GridRun[]) {
    const own = inOrder(runs).filter(({ config }) => config.method === 'lora');
    return own.flatMap(ratiosOf);
  },
  holds: ({ verdict }) => verdict,
  name: ({ run, kind }) => `the ${kind} rates under ${optimiserTitle(run.config.optimiser)}`,
  subject: 'for',
  evidence(cases) {
    const each = cases.map(
      ({ run, kind, trend }) =>
        `${underText(run)} the ratio of the ${kind} rates has slope ${slopeText(trend)}, rounding to the rates tried ±${format.fixed(trend.resolution)}`,
    );
    const texts = cases.flatMap(({ run }) => [oneRateText(run), `${dataText(run)}.`]);
    const said = [...new Set([capital(sentence(each)), ...texts])];
    return said.filter(Boolean).join(' ');
  },
});

export const claims = [ratio];
