import { join } from 'node:path';
import { reasonOf } from './errors/index.ts';
import { Command, Option } from 'commander';
import { methodOf } from './adapter-config.ts';
import { addCombine } from './cli/combine.ts';
import { readByFlags, somePath, withMergeFlags, type Flags, type Read } from './cli/flags.ts';
import { unknownComponent } from './errors.ts';
import { mlxFile } from './files/encode-mlx.ts';
import { inspection } from './files/inspect.ts';
import { isComponent, type ExportForm } from './files/export.ts';
import { namingOf } from './files/flux-layers.ts';
import { toLora } from './files/to-lora.ts';
import { toSinglora } from './files/to-singlora.ts';
import { exportAdapter, exportToMlx } from './node/export.ts';
import { mergeIntoCheckpoint, renamedInCheckpoint } from './node/merge-file.ts';
import { filesOfBase } from './node/open-base.ts';
import { filesOfSource } from './node/open-source.ts';
import { refuseExisting, refuseOverwriting } from './node/overwrite.ts';
import { adapterFiles, writeAdapter } from './node/write.ts';

/**
 * The command line `singlora`: look at adapter files, convert them, merge them into a checkpoint, combine several.
 * @param onNotice receives notices of what is left out of a file
 */
export function program(print: (line: string) => void, onNotice = print): Command {
  const read: Read = (file, flags) => readByFlags(file, { ...flags, onNotice });
  const root = new Command('singlora').description(
    'Look at adapter files, convert them, merge them into their base model, combine several.',
  );

  reading(root.command('inspect'))
    .description(
      'say what an adapter file holds: method, layers, size, and the spectrum of each update',
    )
    .option('--json', 'as JSON')
    .action(async (file: string, flags: Flags & { json?: boolean }) => {
      const archive = await read(file, flags);
      const renamed = flags.base && (await renamedInCheckpoint(archive, flags.base));
      if (renamed) onNotice(renamed);
      const found = await inspection(archive);
      print(flags.json ? JSON.stringify(found, null, 2) : found.text);
    });

  reading(root.command('convert'))
    .description('convert an adapter; exact except for --to singlora, whose residual is printed')
    .addOption(
      new Option('--to <form>', 'the form to write')
        .choices(['lora', 'singlora', 'kohya', 'diffusers', 'mlx'])
        .makeOptionMandatory(),
    )
    .requiredOption(
      '--out <path>',
      'folder (lora, singlora, mlx) or .safetensors file (kohya, diffusers)',
      somePath,
    )
    .action(async (file: string, { to, out, ...flags }: Flags & { to: string; out: string }) => {
      const isFolder = to === 'lora' || to === 'singlora' || to === 'mlx';
      await refuseLosing(isFolder ? adapterFiles(out) : [out], file, flags);
      // Both programs call their settings adapter_config.json.
      if (isFolder) await refuseExisting(join(out, to === 'mlx' ? peftFile : mlxFile));
      const { component: said, ...found } = await read(file, flags);
      const component = flags.component ?? said;
      if (said === undefined && component !== undefined && !isComponent(component))
        throw unknownComponent(component);
      // ComfyUI and kohya know a transformer's layers by its original names under the prefix of a unet.
      const isOriginal =
        (found.form === 'ComfyUI' && component === 'transformer') ||
        found.layers.some(({ name }) => ofOriginal.test(name));
      const archive = component === undefined || isOriginal ? found : { ...found, component };
      if (to === 'lora') await writeAdapter(out, toLora(archive));
      else if (to === 'singlora') {
        const { archive: nearest, residuals } = await toSinglora(archive);
        await writeAdapter(out, nearest);
        for (const [layer, residual] of residuals) print(`${layer}  residual ${percent(residual)}`);
      } else if (to === 'mlx') await exportToMlx(out, archive);
      else {
        const isFlux = namingOf(archive.layers) !== undefined;
        const part = to === 'kohya' && isOriginal ? 'unet' : component;
        await exportAdapter(out, archive, to as ExportForm, part);
        if (component === undefined && !isFlux) onNotice(unsaidComponent);
        if (to === 'diffusers' && isOriginal && !isFlux) onNotice(originalInDiffusers);
      }
      if (to === 'kohya' && methodOf(archive.config).sides.magnitude) onNotice(magnitudeInKohya);
      print(`Wrote ${out}`);
    });

  reading(root.command('merge'))
    .description('merge an adapter into a copy of its base checkpoint')
    .requiredOption('--out <path>', 'the .safetensors file to write', somePath)
    .action(async (file: string, { out, ...flags }: Flags & { out: string }, command: Command) => {
      if (flags.base === undefined) command.error('error: --base is needed for merging');
      await refuseLosing([out], file, flags);
      await mergeIntoCheckpoint(await read(file, flags), flags.base, out, onNotice);
      print(`Wrote ${out}`);
    });

  addCombine(root, read, print);
  return root;
}

const peftFile = 'adapter_model.safetensors';

const unsaidComponent =
  'The adapter does not say of which part of a pipeline it is, and its layers are named as those of a unet. Give another part by --component.';

/** A layer of a transformer like Flux or Stable Diffusion 3 by its original name; diffusers has another. */
const ofOriginal = /(^|\.)(double|single|joint)_blocks[._]\d/;

const originalInDiffusers =
  'diffusers has other names for the layers of this transformer, and finds none of them in this file. Load the original file there, or merge the adapter.';

const magnitudeInKohya =
  "DoRA's magnitude is written as LyCORIS has it. ComfyUI divides by the norms of the frozen rows, AUTOMATIC1111 by those of columns, " +
  'and diffusers leaves it out: for these, merge the adapter.';

/** Gives a command the argument and the flags that reading one file needs. */
const reading = (command: Command): Command =>
  withMergeFlags(
    command.argument('<file>', "an adapter's folder in PEFT's layout, or a safetensors file"),
  );

/** Refuses to write over any file that an adapter, or its base, is read from. */
async function refuseLosing(written: readonly string[], file: string, { base }: Flags) {
  const own = [file, ...(await filesOfSource(file))];
  const read = base === undefined ? own : [...own, ...(await filesOfBase(base))];
  for (const path of written) await refuseOverwriting(path, read);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Runs the command line of this process. */
export async function runCommandLine(): Promise<void> {
  try {
    const lines = (stream: NodeJS.WriteStream) => (line: string) => void stream.write(`${line}\n`);
    await program(lines(process.stdout), lines(process.stderr)).parseAsync();
  } catch (error) {
    process.stderr.write(`error: ${reasonOf(error)}\n`);
    process.exitCode = 1;
  }
}
