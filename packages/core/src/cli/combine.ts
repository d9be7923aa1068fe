import { InvalidArgumentError, Option, type Command } from 'commander';
import { combinations, combine, type Combination, type WeightedAdapter } from '../files/combine.ts';
import { refuseExisting, refuseOverwriting } from '../node/overwrite.ts';
import { writeAdapter } from '../node/write.ts';
import { parsedNumber, somePath, withMergeFlags, type Flags, type Read } from './flags.ts';

interface CombineFlags extends Flags {
  out: string;
  type: Combination;
  rank?: number;
  density?: number;
}

/** An adapter to combine, by its path. */
interface Part {
  path: string;
  weight: number;
}

/** The command `combine`. */
export function addCombine(root: Command, read: Read, print: (line: string) => void): void {
  withMergeFlags(root.command('combine'))
    .description('make one plain LoRA of several adapters by weights, as PEFT does; cat is exact')
    .argument('<adapter=weight...>', 'two or more, such as style=0.7 subject=0.3', weighted)
    .addOption(new Option('--type <type>', 'how').choices(combinations).default('cat'))
    .option('--rank <n>', 'with svd: the rank (default: the highest of the adapters)', count)
    .option('--density <share>', 'with ties: the share of entries to keep (default: 1)', share)
    .requiredOption('--out <folder>', 'the folder to write, which must not exist yet', somePath)
    .action(async (parts: Part[], flags: CombineFlags, command: Command) => {
      const { out, type, rank, density, ...settings } = flags;
      if (parts.length < 2) command.error('error: combine takes two or more adapters');
      if (rank !== undefined && type !== 'svd')
        command.error('error: --rank applies only to --type svd');
      if (density !== undefined && type !== 'ties')
        command.error('error: --density applies only to --type ties');
      await refuseOverwriting(
        out,
        parts.map(({ path }) => path),
      );
      await refuseExisting(out);
      const adapters: WeightedAdapter[] = [];
      for (const { path, weight } of parts)
        adapters.push({ adapter: await read(path, settings), weight });
      const options = { ...(rank && { rank }), ...(density !== undefined && { density }) };
      await writeAdapter(out, await combine(adapters, type, options));
      print(`Wrote ${out}`);
    });
}

function count(text: string): number {
  const value = parsedNumber(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number from 1 up.');
  return value;
}

function share(text: string): number {
  const value = parsedNumber(text);
  if (value > 1) throw new InvalidArgumentError('Expected a number from 0 to 1.');
  return value;
}

/** Adds one more `path=weight`; a path may itself contain a =. */
function weighted(text: string, before: Part[] = []): Part[] {
  const at = text.lastIndexOf('=');
  const weight = Number(text.slice(at + 1));
  if (at < 1 || at === text.length - 1 || !Number.isFinite(weight))
    throw new InvalidArgumentError('Expected an adapter and its weight, such as style=0.7.');
  return [...before, { path: text.slice(0, at), weight }];
}
