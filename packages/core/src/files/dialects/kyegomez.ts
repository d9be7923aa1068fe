import { badFile, trainedBesides, unsaidSettings } from '../../errors.ts';
import { parseAdapterConfig } from '../../adapter-config.ts';
import type { Layer } from '../../slot.ts';
import type { Dialect, TensorPlace } from '../dialect.ts';
import { ranksIn } from './ranks.ts';
import { rampFromSteps } from './single-factor.ts';

const part = /^(.+)\.(A|training_step|original_layer\.weight|original_layer\.bias)$/;

/**
 * kyegomez/SingLoRA: the state dict of a whole model, where a replaced layer holds `A`, `training_step` and
 * `original_layer.*`. Neither alpha nor T is saved, and the package has no defaults, so both are asked for. Since it freezes nothing else, all other tensors were trained too;
 * they are refused by name unless `adapterOnly` says to leave them behind.
 */
export const kyegomez: Dialect = {
  name: 'kyegomez/SingLoRA',
  recognises: ({ file }) =>
    file.names.some(
      (name) => name.endsWith('.A') && file.has(`${name.slice(0, -2)}.training_step`),
    ),
  async read(source, options) {
    const { file, where } = source;
    const entries: TensorPlace[] = [];
    const layers = new Map<string, Layer>();
    const steps: string[] = [];
    const others: string[] = [];
    for (const name of file.names) {
      const [, layer = '', key] = part.exec(name) ?? [];
      if (key === 'A') entries.push({ file: name, layer, key: 'singlora_A' });
      else if (key === 'training_step') steps.push(name);
      else if (key === 'original_layer.weight') {
        const { shape } = file.info(name);
        const [outFeatures, inFeatures] = shape;
        if (shape.length !== 2 || !outFeatures || !inFeatures) {
          throw badFile(where, `${name} has shape [${shape.join(', ')}], expected [out, in]`);
        }
        layers.set(layer, { kind: 'linear', inFeatures, outFeatures });
      } else if (key === undefined) others.push(name);
    }
    if (others.length > 0 && !options.adapterOnly) throw trainedBesides(where, others);
    const { alpha, rampSteps, u } = options;
    if (alpha === undefined || (rampSteps ?? u) === undefined) throw unsaidSettings(where);
    return {
      config: parseAdapterConfig({
        method: 'singlora',
        ...(await ranksIn(source, entries, options, 'singlora_A')),
        target_modules: entries.map(({ layer }) => layer),
        ramp: rampSteps === undefined ? 'none' : { steps: rampSteps },
        init: { dist: 'uniform', fan: 'rank' },
      }),
      u: await rampFromSteps(source, steps, options),
      entries,
      layers,
    };
  },
};
