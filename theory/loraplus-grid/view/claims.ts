import { capital, decide, format, sentence } from '@singlora/reporting';
import { optimiserTitle } from '@singlora/records';
import type { RateTrend } from '../record.ts';
import type { Claim } from '../../report/view.ts';
import { slopeText } from '../../report/words.ts';
import { dataText, inOrder, optimumOf, trendKinds, trendsOf, type GridRun } from './subject.ts';
import { reachesClaim } from './table.ts';

/** Whether a trend has the claimed exponent; an interval that reaches no growth, too, tells nothing. */
function follows(trend: RateTrend, claimed: number): boolean | undefined {
  if (!reachesClaim(trend, claimed)) return false;
  return reachesClaim(trend, 0) ? undefined : true;
}

/** How much worse one rate for both is at the largest width: "1.20×". */
function oneRateText(run: GridRun): string {
  const last = run.result.widths.at(-1);
  const optimum = last && optimumOf(last);
  if (!optimum?.oneRate) return '';
  const times = format.ratio(optimum.oneRate.loss / optimum.best.loss);
  return ` One rate for both ends at ${times} the best loss at n = ${format.count(last?.width)}.`;
}

const ratio: Claim<GridRun> = {
  id: 'two-rates',
  says: 'LoRA needs two rates, with ηB/ηA = Θ(n).',
  place: 'motivation, from LoRA+',
  judge(runs) {
    const own = inOrder(runs).filter(({ config }) => config.method === 'lora');
    const all = own.flatMap((run) =>
      trendKinds.flatMap((kind) => {
        const { ratio: trend = null } = trendsOf(run, kind);
        const { ratio: claimed } = run.result.claimed;
        if (!trend || claimed === undefined) return [];
        return [{ run, kind, trend, verdict: follows(trend, claimed) }];
      }),
    );
    const [first] = all;
    if (!first) return undefined;
    const each = all.map(
      ({ run, kind, trend }) =>
        `under ${optimiserTitle(run.config.optimiser)} the ratio of the ${kind} rates has slope ${slopeText(trend)}, rounding to the rates tried ±${format.fixed(trend.resolution)}`,
    );
    const evidence = `${capital(sentence(each))}${oneRateText(first.run)} ${dataText(first.run)}.`;
    const decided = all.filter(({ verdict }) => verdict !== undefined);
    return {
      ...decide(
        decided.length > 0 ? decided : all,
        ({ verdict }) => verdict,
        ({ run, kind }) => `the ${kind} rates under ${optimiserTitle(run.config.optimiser)}`,
        'it is about',
      ),
      evidence,
    };
  },
};

export const claims: readonly Claim<GridRun>[] = [ratio];
