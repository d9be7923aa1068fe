import { ofTwoPrograms } from '../../errors.ts';
import type { Dialect } from '../dialect.ts';
import type { Source } from '../source.ts';
import { isAdapterKey, readPipelineFile } from './pipeline-file.ts';

const components = /^(unet|transformer|text_encoder(?:_\d+)?)\./;

/** Layers of PEFT's, or spelled with `_` for every dot. */
const otherwise = /^(?:base_model\.model\.|lora_|lycoris_)/;

/** Whether the file belongs to a single model, as written by `unet.save_lora_adapter`: no key begins with the component. */
const isOfOneModel = ({ file, settings }: Source): boolean =>
  !settings && file.names.every((name) => isAdapterKey(name) && !otherwise.test(name));

/** Keys `unet.<layer>.lora_A.weight` or `<layer>.lora_A.weight`; SimpleTuner's `transformer.<layer>.lora_A` for a single factor. */
export const diffusers: Dialect = {
  name: 'diffusers',
  recognises: (source) => {
    const { names } = source.file;
    const isPipeline = names.every((name) => components.test(name));
    return names.length > 0 && (isPipeline || isOfOneModel(source));
  },
  read(source, options) {
    // Which of the two programs wrote the file decides its alpha.
    if (source.isNamedByPeft && source.settings?.['peft_type'] !== undefined)
      throw ofTwoPrograms(source.where);
    const isPipeline = source.file.names.every((name) => components.test(name));
    return readPipelineFile(source, options, (name) => {
      const [prefix, component] = (isPipeline && components.exec(name)) || [];
      return prefix === undefined || component === undefined ? undefined : { prefix, component };
    });
  },
};
