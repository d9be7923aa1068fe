import { format } from '@singlora/reporting';
import { optimiserTitle } from '../../optimisers.ts';
import type { Claim, ClaimVerdict } from '../claim.ts';
import { capital, either, sentence, slopeText } from '../words.ts';
import type { RateTrend } from './record.ts';
import { dataText, inOrder, optimumOf, trendKinds, trendsOf, type GridRun } from './subject.ts';
import { reachesClaim } from './table.ts';

/** What a trend says of the exponent that is claimed; an interval that reaches no growth, too, tells nothing. */
function verdictOf(trend: RateTrend, claimed: number): ClaimVerdict {
  if (!reachesClaim(trend, claimed)) return 'not reproduced';
  return reachesClaim(trend, 0) ? 'undecided' : 'reproduced';
}

/** How much worse one rate for both is at the largest width: "1.20×". */
function oneRateText(run: GridRun): string {
  const last = run.result.widths.at(-1);
  const optimum = last && optimumOf(last);
  if (!optimum?.oneRate) return '';
  const times = format.ratio(optimum.oneRate.loss / optimum.best.loss);
  return ` One rate for both ends at ${times} the best loss at n = ${format.count(last?.width)}.`;
}

const ratio: Claim = {
  id: 'two-rates',
  says: 'LoRA needs two rates, with ηB/ηA = Θ(n).',
  place: 'motivation, from LoRA+',
  check: 'loraplus-grid',
  anchor: 'loraplus-grid',
  judge({ 'loraplus-grid': { runs } }) {
    const own = inOrder(runs).filter(({ config }) => config.method === 'lora');
    const all = own.flatMap((run) =>
      trendKinds.flatMap((kind) => {
        const { ratio: trend = null } = trendsOf(run, kind);
        const { ratio: claimed } = run.result.claimed;
        if (!trend || claimed === undefined) return [];
        return [{ run, kind, trend, verdict: verdictOf(trend, claimed) }];
      }),
    );
    const [first] = all;
    if (!first) return undefined;
    const each = all.map(
      ({ run, kind, trend }) =>
        `under ${optimiserTitle(run.config.optimiser)} the ratio of the ${kind} rates has slope ${slopeText(trend)}, rounding to the rates tried ±${format.fixed(trend.resolution)}`,
    );
    const evidence = `${capital(sentence(each))}${oneRateText(first.run)} ${dataText(first.run)}.`;
    const decided = all.filter(({ verdict }) => verdict !== 'undecided');
    const good = decided.filter(({ verdict }) => verdict === 'reproduced');
    if (decided.length === 0) return { verdict: 'undecided', evidence };
    if (good.length === decided.length) return { verdict: 'reproduced', evidence };
    if (good.length === 0) return { verdict: 'not reproduced', evidence };
    const names = good.map(
      ({ run, kind }) => `the ${kind} rates under ${optimiserTitle(run.config.optimiser)}`,
    );
    return { verdict: 'only if', condition: `it is about ${either(names)}`, evidence };
  },
};

export const gridClaims: readonly Claim[] = [ratio];
