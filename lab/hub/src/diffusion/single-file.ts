import { openStateDict, type StoredTensor, type TensorFile } from '@singlora/core/formats';
import { anotherModel, noParts, strayWeights } from './errors.ts';
import { compvisNames, weightParts, type CompVisNames, type WeightPart } from './compvis-names.ts';
import { otherModel } from './other-model.ts';

/** @throws HubError `HUB_OTHER_MODEL`, `HUB_WEIGHTS` */
function namesOf(file: TensorFile): CompVisNames {
  const other = otherModel(file);
  if (other !== undefined) throw anotherModel(file.where, other);
  const found = compvisNames(file.names);
  const absent = weightParts.filter((part) => found.parts[part].size === 0);
  if (absent.length > 0) throw noParts(file.where, absent, file.names);
  if (found.unknown.length > 0) throw strayWeights(file.where, found.unknown);
  return found;
}

/** CompVis's VAE has 1×1 convolutions where diffusers has linear layers. */
function asLinear(name: string, { shape, ...rest }: StoredTensor): StoredTensor {
  const isLinear = /\.attentions\.\d+\.to_\w+(\.0)?\.weight$/.test(name) && shape.length > 2;
  return { ...rest, shape: isLinear ? shape.slice(0, 2) : shape };
}

async function opened<T>(path: string, use: (file: TensorFile) => T): Promise<T> {
  const file = await openStateDict(path);
  try {
    return use(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Opens one part of a Stable Diffusion 1.x checkpoint in a single file, safetensors or a `.ckpt`, under diffusers' names.
 * Only its header or pickle is read until it is recognised. Close it when done.
 *
 * @throws HubError `HUB_OTHER_MODEL` for a checkpoint of another model, by name; `HUB_WEIGHTS` for one without this part
 *   or with unexpected weights, by name; FormatError for an invalid file
 */
export function openSingleFile(path: string, part: WeightPart): Promise<TensorFile> {
  return opened(path, (file) => {
    const sources = namesOf(file).parts[part];
    const sourceOf = (name: string): string => sources.get(name) ?? name;
    return {
      where: `${path} (${part})`,
      names: [...sources.keys()],
      has: (name) => sources.has(name),
      info: (name) => asLinear(name, file.info(sourceOf(name))),
      readFloat32: (name) => file.readFloat32(sourceOf(name)),
      close: () => file.close(),
    };
  });
}

/** Checks that a file is a Stable Diffusion 1.x checkpoint. @throws as `openSingleFile` */
export async function checkSingleFile(path: string): Promise<void> {
  const file = await opened(path, (each) => (namesOf(each), each));
  await file.close();
}
