import { readFile } from 'node:fs/promises';
import type { SamplerName } from '@singlora/diffusion';
import { UsageError } from '@singlora/runner';
import { Command, InvalidArgumentError, Option } from 'commander';

/** What the command line says. What it leaves open, the adapter's run or the model decides. */
export interface SampleOptions {
  readonly prompt?: readonly string[];
  readonly prompts?: string;
  readonly adapter?: string;
  readonly scale?: number;
  readonly model?: string;
  readonly tokenizer?: string;
  /** pictures of each prompt */
  readonly count: number;
  readonly seed: number;
  readonly steps: number;
  readonly guidance?: number;
  readonly sampler?: SamplerName;
  /** pixels a side */
  readonly size?: number;
  readonly out: string;
}

const samplers: readonly SamplerName[] = ['ddim', 'euler', 'dpm-solver++'];

/** Runs `draw` with what the command line says. */
export function program(draw: (options: SampleOptions) => Promise<void>): Command {
  return new Command('nx run experiments:sample')
    .usage('[options]')
    .description(
      'Draws pictures by prompts, with an adapter or without. The same seed begins with the same noise, whatever the adapter.',
    )
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .option('--prompt <text>', 'what to draw; several by repeating it', also)
    .option('--prompts <file>', 'a text file with a prompt a line', filled)
    .option(
      '--adapter <run or path>',
      "the id of a run of experiments:dreambooth or enough of its beginning, or a file or folder (PEFT's, diffusers', kohya's, ComfyUI's); default: none",
      theOnly,
    )
    .option('--scale <number>', "the adapter's strength (default: 1)", anyNumber)
    .option(
      '--model <name>',
      "small, the folder of another such, or Stable Diffusion 1.x by its name on the Hub, as a folder or a file (default: the run's, or small)",
      filled,
    )
    .option(
      '--tokenizer <folder>',
      "the folder of CLIP's tokenizer, for Stable Diffusion in one file",
      filled,
    )
    .option('--count <number>', 'pictures of each prompt', fewer, 4)
    .option('--seed <number>', 'of the noise that pictures begin with', whole, 0)
    .option('--steps <number>', 'steps of drawing a picture', count, 20)
    .option(
      '--guidance <number>',
      "scale of classifier-free guidance; 1: none (default: the model's usual)",
      atLeastOne,
    )
    .addOption(
      new Option(
        '--sampler <name>',
        "how a picture comes out of noise (default: the model's own)",
      ).choices(samplers),
    )
    .option(
      '--size <pixels>',
      'pixels a side (default: what the adapter was trained on, or the model was made for)',
      fewer,
    )
    .option(
      '--out <path>',
      'a folder for the pictures and their sheet, or a .png or .webp for the sheet alone; where it is taken, a free name near it',
      filled,
      'samples',
    )
    .action(draw);
}

const also = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** The prompts that the command line names; none where it names none. @throws UsageError */
export async function promptsOf({ prompt = [], prompts: file }: SampleOptions): Promise<string[]> {
  if (prompt.some((text) => text.trim() === ''))
    throw new UsageError('--prompt is empty. Say what to draw: --prompt "a photo of a robot".');
  if (file === undefined) return [...prompt];
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--prompts: ${file} cannot be read. Check the path.`, { cause });
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new UsageError(`--prompts: ${file} has no prompt in it.`);
  return [...prompt, ...lines];
}

function numberIn(text: string, fits: (value: number) => boolean, what: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || !fits(value))
    throw new InvalidArgumentError(`It must be ${what}.`);
  return value;
}

function filled(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty; leave it out instead.');
  return text;
}

function theOnly(text: string, before?: string): string {
  if (before !== undefined)
    throw new InvalidArgumentError(
      'Only one can be used; `singlora combine` makes one of several.',
    );
  return filled(text);
}

const anyNumber = (text: string) => numberIn(text, () => true, 'a number');
const atLeastOne = (text: string) => numberIn(text, (x) => x >= 1, 'a number from 1 up');
const count = (text: string) =>
  numberIn(text, (x) => Number.isSafeInteger(x) && x >= 1, 'a whole number above 0');
/** More pictures, or larger ones, only fill the memory. */
const most = 10_000;
const fewer = (text: string) =>
  numberIn(
    text,
    (x) => Number.isSafeInteger(x) && x >= 1 && x <= most,
    `a whole number above 0, at most ${most}`,
  );
const whole = (text: string) =>
  numberIn(text, (x) => Number.isSafeInteger(x) && x >= 0, 'a whole number from 0 up');
