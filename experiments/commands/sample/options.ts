import { readFile } from 'node:fs/promises';
import type { SamplerName } from '@singlora/models';
import { parseFlags, readJson, misuse, UsageError, withFlags } from '@singlora/runner';
import { Command, type OutputConfiguration } from 'commander';
import { z } from 'zod';

const samplers = ['ddim', 'euler', 'dpm-solver++'] as const satisfies readonly SamplerName[];
const count = z.int().min(1, 'it must be a whole number above 0');
/** More or larger pictures would only fill the memory. */
const fewer = count.max(10_000, 'it must be at most 10000');
const text = z.string().min(1);
const texts = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(text));

/** Which pictures to draw, and how. The adapter's run or the model supplies what is left open. */
const sampleOptions = z.strictObject({
  prompt: texts.optional().describe('what to draw; several by repeating it'),
  prompts: text.optional().describe('a text file with one prompt per line'),
  adapter: texts
    .pipe(z.array(text).max(1, 'only one can be used; `singlora combine` makes one of several'))
    .optional()
    .describe(
      "the id of a run of experiments:dreambooth or enough of its beginning, or a file or folder (PEFT's, diffusers', kohya's, ComfyUI's); default: none",
    ),
  scale: z.number().optional().describe("the adapter's strength (default: 1)"),
  model: text
    .optional()
    .describe(
      "small, the folder of another such, or Stable Diffusion 1.x by its name on the Hub, as a folder or a file (default: the run's, or small)",
    ),
  tokenizer: text
    .optional()
    .describe("the folder of CLIP's tokenizer, for Stable Diffusion in one file"),
  count: fewer.default(4).describe('pictures of each prompt'),
  seed: z.int().min(0).default(0).describe('seed of the initial noise'),
  steps: count.default(20).describe('steps of drawing a picture'),
  guidance: z
    .number()
    .min(1)
    .optional()
    .describe("scale of classifier-free guidance; 1: none (default: the model's usual)"),
  sampler: z
    .enum(samplers)
    .optional()
    .describe(`the sampler: ${samplers.join(', ')} (default: the model's own)`),
  size: fewer
    .optional()
    .describe(
      'pixels a side (default: what the adapter was trained on, or the model was made for)',
    ),
  out: text
    .default('samples')
    .describe(
      'a folder for the pictures and their sheet, or a .png or .webp for the sheet alone; where it is taken, a free name near it',
    ),
});

export type SampleOptions = Readonly<z.infer<typeof sampleOptions>>;

/** The options of a command line; `command` itself prints help and errors. @throws UsageError, CommanderError */
export function parseSample(argv: readonly string[], output: OutputConfiguration): SampleOptions {
  const command = new Command('nx run experiments:sample')
    .usage('[options]')
    .description(
      'Draws pictures by prompts, with an adapter or without. The same seed begins with the same noise, whatever the adapter.',
    )
    .exitOverride()
    .configureOutput(output)
    .option('--config <file>', 'a JSON file of these options, which flags change');
  const flagged = { settings: sampleOptions };
  const { settings } = parseFlags(withFlags(command, flagged), flagged, argv, ({ config }) =>
    config === undefined ? {} : (readJson('--config', config) as Readonly<Record<string, unknown>>),
  );
  return settings as SampleOptions;
}

/** The prompts in the options; empty where there are none. @throws UsageError */
export async function givenPrompts({
  prompt = [],
  prompts: file,
}: SampleOptions): Promise<string[]> {
  if (file === undefined) return [...prompt];
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--prompts: ${file} cannot be read. Check the path.`, { cause });
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) throw misuse`--prompts: ${file} has no prompt in it.`;
  return [...prompt, ...lines];
}
