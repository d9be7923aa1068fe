import { capital, column, format, numbers, stacked, table, type Table } from '@singlora/reporting';
import { exponentText } from '@singlora/statistics';
import { isFault } from '@singlora/scaling/verdicts';
import { rangeText } from '../../report/words.ts';
import type { CoordinateStep } from '../record.ts';
import { countColumns, stepsOf } from './counts.ts';
import { coordinateDataText, modelText, trainingText, type CoordinateRun } from './subject.ts';

/** Networks with known scaling: the check's findings next to the known answers. */
export function knownTable(runs: readonly CoordinateRun[]): Table {
  const names = [...new Set(runs.flatMap(({ result }) => result.modules.map(({ name }) => name)))];
  const stepOf = (run: CoordinateRun, module: string, quantity: string, step: number) =>
    run.result.modules
      .find(({ name }) => name === module)
      ?.steps.find((one) => one.quantity === quantity && one.step === step);
  const cellsOf = (run: CoordinateRun, module: string) =>
    [stepOf(run, module, 'change', 1), stepOf(run, module, 'size', 0)] as const;
  return table(
    'Networks trained whole, whose exponents are known: the slope of the first step’s change, in brackets what it must be, and below its 95% interval, and the same of the size before training.',
    runs,
    [
      stacked(
        column('Network', (run) => ({
          text: capital(knownText(run)),
          detail: coordinateDataText(run),
        })),
      ),
      ...names.map((module) =>
        stacked(
          numbers<CoordinateRun>(module, (run) => {
            const [change, size] = cellsOf(run, module);
            if (!change) return undefined;
            const { text, interval } = slopeTexts(change);
            const before = size && slopeTexts(size);
            const sizes =
              before && `size ${[before.text, before.interval].filter(Boolean).join(', ')}`;
            return { text, detail: [interval, sizes].filter(Boolean).join(';\n') };
          }),
        ),
      ),
    ],
    {
      kind: (run) =>
        names.some((name) => cellsOf(run, name).some((one) => one && isFault(one))) && 'marked',
      looks: ['Marked: some slope is not as it must be.'],
    },
  );
}

const knownText = (run: CoordinateRun) =>
  run.result.known ?? `${modelText(run)}, ${trainingText(run)}`;

/** "1.03 (1)" and "0.96 to 1.09": the slope, the known exponent, and the interval. */
function slopeTexts({ slope, low, high, expected }: CoordinateStep) {
  const exponent = expected?.exponent;
  const known = typeof exponent === 'number' ? ` (${exponentText(exponent)})` : '';
  if (slope === null || low === null || high === null) return { text: `none${known}` };
  return { text: `${format.fixed(slope)}${known}`, interval: rangeText({ low, high }) };
}

/** One line per run: the number of slopes by verdict, and the flagged ones. */
export function verdictTable(runs: readonly CoordinateRun[]): Table {
  const reasons = runs.flatMap(({ result }) =>
    result.modules.flatMap(({ steps }) => steps.flatMap(({ expected }) => expected?.reason ?? [])),
  );
  return table(
    'Every module’s output and its change, at every step: how many slopes are stable, and which are flagged.',
    runs.map((run) => ({ run, steps: stepsOf(run.result.modules), losses: run.result.losses })),
    [
      stacked(
        column('Training', ({ run }) => ({
          text: trainingText(run),
          detail: coordinateDataText(run),
        })),
      ),
      column('Model', ({ run }) => capital(modelText(run))),
      ...countColumns,
    ],
    {
      kind: ({ steps }) => steps.some(isFault) && 'marked',
      notes: [...new Set(reasons)].map((reason) => `Exception, shown and not flagged: ${reason}.`),
    },
  );
}
