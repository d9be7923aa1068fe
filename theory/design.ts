// The number of widths and seeds that a check of exponents needs:  node tools/launch.mjs theory/design.ts PILOT.jsonl
import { explain, loseNothing, UsageError } from '@singlora/runner';
import { scatterOf } from '@singlora/scaling';
import { Command, InvalidArgumentError } from 'commander';
import { designLines } from './coordinate-check/design.ts';
import { readMeasured } from './coordinate-check/measured/read.ts';

const between = (most: number) => (text: string) => {
  const value = Number(text);
  if (value > 0 && value < most) return value;
  throw new InvalidArgumentError(`It is a number between 0 and ${most}.`);
};

try {
  const command = new Command('theory/design.ts')
    .description('the widths and seeds that a coordinate check or width sweep needs')
    .argument('[pilot]', 'a file of measurements at a few small widths, as of the coordinate check')
    .option(
      '--scatter <number>',
      'in place of a pilot: the standard deviation of logarithms over seeds',
      between(5),
    )
    .option('--power <share>', 'the share of right verdicts to reach', between(1), 0.9)
    .exitOverride();
  await loseNothing(command)
    .action(async (pilot: string | undefined, flags: { scatter?: number; power: number }) => {
      if (pilot !== undefined && flags.scatter !== undefined)
        throw new UsageError('--scatter stands in for a pilot: give one of both.');
      const scatter = flags.scatter ?? (pilot && scatterOf((await readMeasured(pilot)).units));
      if (!scatter)
        throw new UsageError(
          pilot
            ? `${pilot}: no change of a module differs between seeds.`
            : 'Give a pilot, or --scatter.',
        );
      for (const line of designLines(scatter, flags.power)) console.log(line);
    })
    .parseAsync();
} catch (error) {
  const { exitCode, printed } = explain(error);
  if (printed !== undefined) console.error(printed);
  process.exitCode = exitCode;
}
