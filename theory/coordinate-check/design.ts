import { designGoals, enoughSeeds, type DesignGoal } from '@singlora/scaling';
import { powersOfTwo } from '../ranges.ts';

const goals = Object.keys(designGoals) as DesignGoal[];

/** The numbers of widths to consider; widths double from 64. */
const numbersOfWidths = [4, 5, 6, 7, 8];

/** A table, line by line, of the seeds needed with each number of widths. Its shares come from a thousand made-up records. */
export function* designLines(scatter: number, power: number): Generator<string> {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  yield `The least seeds at which ${percent(power)} of made-up records are judged rightly, where seeds scatter by ${scatter.toPrecision(2)} (standard deviation of logarithms); in brackets, the share of 1,000 others.`;
  yield '';
  yield row('widths', goals);
  for (const count of numbersOfWidths) {
    const widths = powersOfTwo(6, 5 + count);
    const cells = goals.map((goal) => {
      const enough = enoughSeeds(goal, { widths, scatter }, power);
      return enough ? `${enough.seeds} (${percent(enough.confirmed)})` : 'over 128';
    });
    yield row(`${count}, 64 to ${widths.at(-1)}`, cells);
  }
}

const row = (name: string, cells: readonly string[]) =>
  [name.padEnd(16), ...cells.map((cell) => cell.padStart(28))].join('');
