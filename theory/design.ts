// The number of widths and seeds that a check of exponents needs:  node tools/launch.mjs theory/design.ts --scatter=0.2
import { complain, print } from '@singlora/core/errors/terminal';
import { explain, loseNothing } from '@singlora/runner';
import { designGoals, enoughSeeds, mostSeeds, type DesignGoal } from '@singlora/scaling';
import { Command, InvalidArgumentError } from 'commander';
import { powersOfTwo } from './ranges.ts';

const goals = Object.keys(designGoals) as DesignGoal[];

/** The numbers of widths to consider; widths double from 64. */
const numbersOfWidths = [4, 5, 6, 7, 8];

/** A table, line by line, of the seeds needed with each number of widths. Its shares come from a thousand made-up records. */
function* designLines(scatter: number, power: number): Generator<string> {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  yield `The least seeds at which ${percent(power)} of made-up records are judged rightly, where seeds scatter by ${scatter.toPrecision(2)} (standard deviation of logarithms); in brackets, the share of 1,000 others. Over ${mostSeeds}: change the design, to more widths or a larger batch.`;
  yield '';
  yield row('widths', goals);
  for (const count of numbersOfWidths) {
    const widths = powersOfTwo(6, 5 + count);
    const cells = goals.map((goal) => {
      const enough = enoughSeeds(goal, { widths, scatter }, power);
      return enough ? `${enough.seeds} (${percent(enough.confirmed)})` : `over ${mostSeeds}`;
    });
    yield row(`${count}, 64 to ${widths.at(-1)}`, cells);
  }
}

const row = (name: string, cells: readonly string[]) =>
  [name.padEnd(16), ...cells.map((cell) => cell.padStart(28))].join('');

const between = (most: number) => (text: string) => {
  const value = Number(text);
  if (value > 0 && value < most) return value;
  throw new InvalidArgumentError(`It is a number between 0 and ${most}.`);
};

try {
  const command = new Command('theory/design.ts')
    .description('the widths and seeds that a coordinate check or width sweep needs')
    .requiredOption(
      '--scatter <number>',
      'the standard deviation of logarithms from seed to seed, such as 0.2',
      between(5),
    )
    .option('--power <share>', 'the share of right verdicts to reach', between(1), 0.9)
    .exitOverride();
  await loseNothing(command)
    .action(({ scatter, power }: { scatter: number; power: number }) => {
      for (const line of designLines(scatter, power)) print(line);
    })
    .parseAsync();
} catch (error) {
  const { exitCode, printed } = explain(error);
  if (printed !== undefined) complain(printed);
  process.exitCode = exitCode;
}
