import { estimateText, exitCodes, type PlannedRun } from '@singlora/runner';
import { runExperimentCommand } from './experiment-command.ts';
import { readStudy, type StudyBlock } from './blocks.ts';

/** Where the command's output goes. */
interface Output {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

/**
 * Reports the plan of each block, and makes the blocks' runs in order.
 * @param given flags that every block gets
 * @returns the first non-zero exit code of the commands, or 0
 * @throws UsageError for a file that is not a study
 */
export async function runStudy(
  file: string,
  given: readonly string[],
  { print, complain }: Output,
): Promise<number> {
  // Standard output is then reserved for programs.
  const say = given.some((flag) => /^--(dry-run=)?json$/.test(flag)) ? complain : print;
  const plansAlone = given.includes('--dry-run');
  const flags = given.filter((flag) => flag !== '--dry-run');
  const blocks = readStudy(file).map((block) => ({ ...block, argv: [...block.argv, ...flags] }));
  const all: PlannedRun[] = [];
  for (const block of blocks) {
    const { exitCode, runs, said } = await planOf(block);
    if (exitCode !== exitCodes.done) {
      complain(placed(said, block));
      return exitCode;
    }
    say(`${block.experiment}: ${planLine(runs)}`);
    all.push(...runs);
  }
  if (blocks.length > 1) say(`All: ${planLine(all)}`);
  if (plansAlone) return exitCodes.done;
  let first: number = exitCodes.done;
  for (const { source, argv } of blocks) {
    const isLast = argv === blocks.at(-1)?.argv;
    const env = isLast ? {} : { SINGLORA_REPORTS: 'none' }; // build pages only once
    const { exitCode } = await runExperimentCommand(source, argv, { env });
    if (first === exitCodes.done) first = exitCode;
    const goesOn = exitCode === exitCodes.failed && argv.includes('--keep-going');
    if (exitCode !== exitCodes.done && !goesOn) break;
  }
  return first;
}

/** The runs of a block, or why there are none. */
async function planOf({ source, argv }: StudyBlock) {
  const asked = [
    ...argv.filter((flag) => !/^--(json|dry-run(=json)?)$/.test(flag)),
    '--dry-run=json',
  ];
  const { exitCode, printed, said } = await runExperimentCommand(source, asked, { keeps: 'all' });
  // A shard may be empty.
  const lines =
    exitCode === exitCodes.done ? printed.split('\n').filter((line) => line !== '') : [];
  return { exitCode, said, runs: lines.map((line) => JSON.parse(line) as PlannedRun) };
}

/** Messages about flags, each line prefixed by the position of its flag; the advice to see --help is about none. */
const placed = (said: string, { placeOf }: StudyBlock): string =>
  said
    .trimEnd()
    .replaceAll(
      /^.*?--(?!help\b)([\w.-]*\w).*$/gm,
      (line, flag: string) => `${placeOf(flag)}: ${line.trim()}`,
    );

/** `12 runs, 7 left, about 1.2 h by recorded runs like them`. */
function planLine(runs: readonly PlannedRun[]): string {
  const left = runs.filter(({ status }) => status !== 'finished');
  const seconds = left.reduce((sum, one) => sum + (one.seconds ?? NaN), 0);
  const time = seconds > 0 ? estimateText(seconds) : '';
  return `${runs.length} runs, ${left.length} left${time}`;
}
