// Tries the readers of files from outside with inputs that are damaged on purpose.
//
//     npm run fuzz -- parquet 600          one reader, for that many seconds
//     npm run fuzz -- all 60 --seed 7      every reader, one after the other
//     npm run fuzz -- gguf --mutants 1000000
//     npm run fuzz -- replay runs/fuzz/parquet-1a2b3c4d.bin
//
// Exit code: 0 nothing found, 1 something found, 2 wrong usage.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { reasonOf } from '@singlora/errors';
import { campaign, type Summary } from './campaign.ts';
import { judgeFiles } from './processes.ts';
import { readers } from './readers/index.ts';
import { readerOf, save } from './save.ts';

/** Orders travel as JSON, which has no infinity. */
const endless = 1e9;

const usage = `Usage: npm run fuzz -- READER|all [SECONDS] [--seed N] [--mutants N] [--out FOLDER]
       npm run fuzz -- replay FILE
       npm run fuzz -- --help
Readers: ${Object.keys(readers).join(', ')}`;

function wrong(problem: string): never {
  console.error(`${problem}\n${usage}`);
  process.exit(2);
}

function count(text: string, what: string): number {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 0
    ? value
    : wrong(`${what} is "${text}", not a whole number`);
}

function line(name: string, sum: Summary): string {
  const found = [...sum.bugs.values()].reduce((total, { count }) => total + count, 0);
  return [
    `${name.padEnd(11)} ${sum.mutants} mutants`,
    `${sum.ok} ok`,
    `${sum.refused} refused`,
    `${found} bugs of ${sum.bugs.size} kinds`,
    `${Math.round(sum.mutants / sum.seconds)} a second`,
    `slowest ${Math.round(sum.slowest)} ms`,
    `largest ${Math.round(sum.memory / 2 ** 20)} MiB`,
  ].join(', ');
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        mutants: { type: 'string' },
        out: { type: 'string', default: 'runs/fuzz' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    return wrong(reasonOf(error));
  }
}

const { values, positionals } = parse();
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const [what, second] = positionals;
if (what === undefined) wrong('Say which reader');

if (what === 'replay') {
  if (second === undefined) wrong('Say which file');
  if (!existsSync(second)) wrong(`There is no file ${second}`);
  const reader = readerOf(second) ?? wrong(`${second} does not begin with a reader's name`);
  const [outcome] = await judgeFiles(reader, [second]);
  console.log(JSON.stringify(outcome, null, 2).replaceAll('\\n', '\n'));
  process.exit(outcome?.kind === 'bug' ? 1 : 0);
}
if (what !== 'all' && !Object.hasOwn(readers, what)) wrong(`There is no reader "${what}"`);
const mutants = values.mutants === undefined ? endless : count(values.mutants, '--mutants');
const seconds =
  second === undefined ? (mutants === endless ? 60 : endless) : count(second, 'SECONDS');
const seed = values.seed === undefined ? Date.now() : count(values.seed, '--seed');
console.log(`seed ${seed}`);
for (const reader of what === 'all' ? Object.keys(readers) : [what]) {
  const sum = await campaign({ reader, seed, seconds, mutants });
  for (const [signature, bug] of sum.bugs) {
    const path = save(values.out, reader, seed, bug);
    console.log(`${reader}, ${bug.count} times: ${signature}\n    npm run fuzz -- replay ${path}`);
    process.exitCode = 1;
  }
  console.log(line(reader, sum));
}
