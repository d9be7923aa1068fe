import { inFile, unknownForm } from '../errors.ts';
import { checkRamp } from '../ramp.ts';
import { disposeArchive, type AdapterArchive } from './archive.ts';
import type { Dialect, ReadOptions } from './dialect.ts';
import { cloneofsimo } from './dialects/cloneofsimo.ts';
import { comfyui } from './dialects/comfyui.ts';
import { diffusers } from './dialects/diffusers.ts';
import { kohya } from './dialects/kohya.ts';
import { kyegomez } from './dialects/kyegomez.ts';
import { mlx } from './dialects/mlx.ts';
import { peftSinglora } from './dialects/peft-singlora.ts';
import { peft } from './dialects/peft.ts';
import { xlabs } from './dialects/xlabs.ts';
import { ownFile, readOwn } from './own-file.ts';
import { readLayers } from './read-layers.ts';
import type { Source } from './source.ts';

const dialects: readonly Dialect[] = [
  peftSinglora,
  peft,
  kyegomez,
  mlx,
  xlabs,
  comfyui,
  kohya,
  diffusers,
  cloneofsimo,
];

/** An adapter that was read, and the form of its files. */
export type ReadAdapter = AdapterArchive & { readonly form: string };

/**
 * Reads an adapter, in any known form, from its opened files, and closes them. Every shape is checked against the
 * configuration before a tensor is read.
 * @throws {CoreError} for missing or unexpected keys, by name; invalid shapes, settings and values; files of one
 * folder that are not the same adapter
 */
export async function readSource(source: Source, options: ReadOptions): Promise<ReadAdapter> {
  try {
    if (options.u !== undefined) checkRamp(options.u);
    const dialect = dialects.find((candidate) => candidate.recognises(source));
    if (!dialect)
      throw unknownForm(source.where, source.file.names, source.settings?.['peft_type']);
    const reading = await dialect.read(source, options);
    const { config, u, component, baseModel, taskType } = reading;
    const found = {
      config,
      u,
      ...(await readLayers(source, reading, options)),
      ...(baseModel !== undefined && { baseModel }),
      ...(taskType !== undefined && { taskType }),
    };
    const archive = source.own ? await ownOf(source, source.own, found) : found;
    return {
      ...archive,
      form: dialect.name,
      u: options.u ?? archive.u,
      ...(component !== undefined && { component }),
    };
  } catch (error) {
    throw inFile(source.where, error);
  } finally {
    await source.file.close();
    await source.own?.close();
  }
}

async function ownOf({ where }: Source, own: NonNullable<Source['own']>, lora: AdapterArchive) {
  try {
    return await readOwn({ where: `${where} (${ownFile})`, file: own }, lora);
  } catch (error) {
    disposeArchive(lora);
    throw error;
  }
}
