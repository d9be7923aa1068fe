import { paper } from '@singlora/records';
import { type Claim, format, methodTitle } from '@singlora/reporting';
import { isSmoke, paperCurves, type Evidence } from '@singlora/theory';
import type { Ours, PrintedCell } from './cell.ts';
import type { FigureShown } from './figure.ts';

const printed = paper.figures['synthetic-attention'];

const lossText = (loss: number | null): string =>
  loss === null ? 'lost' : loss < 1e-3 ? loss.toExponential(0) : format.significant(loss);

/** Figure 1: training a synthetic attention. */
export function attentionFigure(all: readonly Evidence[], found: Claim['found']): FigureShown {
  const curves = paperCurves(all.filter((one) => !isSmoke(one)));
  const cells = Object.entries(printed.finalLoss).map(([method, loss]): PrintedCell => {
    const runs = curves.flatMap(({ title, drawn }) =>
      drawn.flatMap((run) => (run.config.method === method ? [{ title, run }] : [])),
    );
    const [one] = runs;
    const ours: Ours | undefined = one && {
      value: runs.map(({ run }) => lossText(run.result.loss.median)).join(' and '),
      interval: undefined,
      model: runs
        .map(({ title }, at) => (at > 0 ? title.replace(/^.* over/, 'and over') : title))
        .join(' '),
      on: { kind: 'stand-in', with: 'rank, tokens, start and data of our choice' },
      rows: `rank ${one.run.config.rank}, data made at random`,
      seeds: `${format.count(one.run.config.seeds.length)} of ${format.count(printed.seeds)}`,
      error: runs
        .map(
          ({ run: { result } }) => `${lossText(result.loss.low)} to ${lossText(result.loss.high)}`,
        )
        .join(' and '),
      rate: format.setting(one.run.config.rate),
      command: one.run.record.command,
    };
    return {
      name: `Loss at the end, ${methodTitle(method)}`,
      printed: format.setting(loss),
      ours,
    };
  });
  return {
    source: printed.source,
    of: 'Synthetic attention',
    cells,
    found,
    command: 'npx nx run theory:expressiveness --preset=full',
    says: 'The paper does not state enough to run it at its scale. This runs ours with more seeds:',
    charts: curves.map(({ chart }) => chart),
    notes: [
      `The paper’s curves are not given as numbers: its ends are those of its text. It trains two weights of ${printed.size} × ${printed.size} for ${format.count(printed.steps)} steps by AdamW at ${format.setting(printed.learningRate)}, ${format.count(printed.seeds)} seeds, and does not state rank, length, distributions, start or the unit of the loss. Ours are medians over seeds; the ranges in the table below are quartiles.`,
    ],
  };
}
