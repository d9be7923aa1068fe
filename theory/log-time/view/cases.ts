import { format } from '@singlora/reporting';
import type { CheckRun } from '../../report/view.ts';
import type { record } from '../record.ts';

/** A method under an optimiser at one constant, over all widths and seeds. */
export type ConstantCase = ReturnType<typeof casesOf>[number];

export const casesOf = (runs: readonly CheckRun<typeof record>[]) =>
  runs.flatMap(({ config: { method, optimiser, constants, steps }, result }) =>
    constants.map((constant) => {
      const cells = result.cells.filter((cell) => cell.constant === constant);
      const ends = cells.map(({ diverged }) => diverged).flat();
      const at = (i: number) => cells.flatMap(({ losses }) => losses[i] ?? []);
      const isHalved = (i: number) => at(i).every((loss) => loss !== null && loss <= 0.5);
      /** The step by which each diverged training had diverged. */
      const diverged = ends.filter((step) => step !== null);
      return {
        method,
        optimiser,
        constant,
        widths: cells.length,
        trainings: ends.length,
        diverged,
        /** The first recorded step by which the loss was half of the frozen model's everywhere. */
        halved: steps.find((_, i) => isHalved(i)) ?? null,
        /** The largest loss after the last step. */
        loss: diverged.length > 0 ? null : Math.max(...at(steps.length - 1).map(Number)),
      };
    }),
  );

/**
 * Whether a case stays stable, by the plan: it fails where any training diverged, and holds where none did and the loss was halved. One
 * width does not show how it goes on with n.
 */
export const stays = ({ diverged, halved, widths }: ConstantCase): boolean | undefined =>
  diverged.length > 0 ? false : halved === null || widths < 2 ? undefined : true;

export const caseLossText = ({ loss }: ConstantCase) =>
  loss === null ? 'not finite' : loss < 1e-15 ? 'below 1e-15' : format.significant(loss);

/** "18 to 22", or "18". */
export const stepsText = ({ diverged }: ConstantCase) =>
  [...new Set([Math.min(...diverged), Math.max(...diverged)])].map(format.count).join(' to ');
