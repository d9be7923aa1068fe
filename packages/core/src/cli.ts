import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reasonOf } from '@singlora/errors';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { inspection } from './files/inspect.ts';
import type { ExportForm } from './files/export.ts';
import type { ReadOptions } from './files/dialect.ts';
import { toLora } from './files/to-lora.ts';
import { toSinglora } from './files/to-singlora.ts';
import { exportAdapter } from './node/export.ts';
import { layersOfCheckpoint, mergeIntoCheckpoint } from './node/merge-file.ts';
import { refuseOverwriting } from './node/overwrite.ts';
import { readAdapter } from './node/read.ts';
import { writeAdapter } from './node/write.ts';

interface Flags {
  base?: string;
  component?: string;
  alpha?: number;
  rampSteps?: number;
  u?: number;
  adapterOnly?: boolean;
}

/** The command line `singlora`: look at adapter files, convert them, merge them into a checkpoint. */
export function program(print: (line: string) => void): Command {
  const root = new Command('singlora')
    .description('Look at adapter files, convert them, merge them into their base model.')
    .showHelpAfterError();

  reading(root.command('inspect'))
    .description(
      'say what an adapter file holds: method, layers, size, and the spectrum of each update',
    )
    .option('--json', 'as JSON')
    .action(async (file: string, flags: Flags & { json?: boolean }) => {
      const found = await inspection(await read(file, flags));
      print(flags.json ? JSON.stringify(found, null, 2) : found.text);
    });

  reading(root.command('convert'))
    .description('convert an adapter; exact except for --to singlora, whose residual is printed')
    .addOption(
      new Option('--to <form>', 'the form to write')
        .choices(['lora', 'singlora', 'kohya', 'diffusers'])
        .makeOptionMandatory(),
    )
    .requiredOption(
      '--out <path>',
      'folder (lora, singlora) or .safetensors file (kohya, diffusers)',
    )
    .action(async (file: string, { to, out, ...flags }: Flags & { to: string; out: string }) => {
      await refuseOverwriting(out, [file]);
      const archive = await read(file, flags);
      if (to === 'lora') await writeAdapter(out, toLora(archive));
      else if (to === 'singlora') {
        const { archive: nearest, residuals } = await toSinglora(archive);
        await writeAdapter(out, nearest);
        for (const [layer, residual] of residuals) print(`${layer}  residual ${percent(residual)}`);
      } else await exportAdapter(out, archive, to as ExportForm, flags.component);
      print(`Wrote ${out}`);
    });

  reading(root.command('merge'))
    .description('merge an adapter into a copy of its base checkpoint')
    .requiredOption('--out <path>', 'the .safetensors file to write')
    .action(async (file: string, { out, ...flags }: Flags & { out: string }, command: Command) => {
      if (flags.base === undefined) command.error('error: --base is needed for merging');
      await refuseOverwriting(out, [file]);
      await mergeIntoCheckpoint(await read(file, flags), flags.base, out);
      print(`Wrote ${out}`);
    });
  return root;
}

/** What all three commands need to understand a file. */
const reading = (command: Command): Command =>
  command
    .argument('<file>', "an adapter's folder in PEFT's layout, or a safetensors file")
    .option('--base <path>', "the base model's file of tensors, index of shards, or folder")
    .option('--component <name>', 'the part of a diffusers pipeline, such as unet')
    .option('--alpha <n>', 'alpha, where the file does not say (default: the rank)', number)
    .option(
      '--ramp-steps <n>',
      'T of the ramp, where the file holds the step (default: 1000)',
      number,
    )
    .option('--u <n>', "the ramp's value, instead of what the file says", number)
    .option('--adapter-only', 'leave out whatever else a whole-model file trained');

async function read(file: string, { base, ...flags }: Flags) {
  tf.enableProdMode(); // Avoids the banner of the plain CPU backend, which is fast enough here.
  await tf.setBackend('cpu');
  const options: ReadOptions = base ? { ...flags, ...(await layersOfCheckpoint(base)) } : flags;
  return readAdapter(file, options);
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0))
    throw new InvalidArgumentError('Expected a number from 0 up.');
  return value;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Runs the command line of this process. */
export async function main(): Promise<void> {
  try {
    await program((line) => void process.stdout.write(`${line}\n`)).parseAsync();
  } catch (error) {
    process.stderr.write(`error: ${reasonOf(error)}\n`);
    process.exitCode = 1;
  }
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) await main();
