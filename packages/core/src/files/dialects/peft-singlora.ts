import { fromPeftConfig } from '../peft-config.ts';
import type { Dialect } from '../dialect.ts';
import { peftPrefix } from '../peft-names.ts';
import { splitAdapterKeys } from './peft.ts';
import { asSinglora, rampFromSteps } from './single-factor.ts';

const singleFactor = /\.lora_A$/;
const stepKey = /\.(training_step_[^.]+)$/;

/**
 * bghira/PEFT-SingLoRA (`peft-singlora` on PyPI): `<layer>.lora_A` of shape `[max(in, out), r]` in a file that calls
 * itself a LORA, with or without the step. Its ramp is always 1,000 steps, whatever was configured.
 */
export const peftSinglora: Dialect = {
  name: 'PEFT-SingLoRA',
  recognises: ({ file, settings }) =>
    settings?.['peft_type'] === 'LORA' &&
    file.names.some((name) => name.startsWith(peftPrefix) && singleFactor.test(name)),
  async read(source, options) {
    const { config: lora, baseModel } = fromPeftConfig(source.where, source.settings ?? {});
    const config = asSinglora(lora, options);
    const stepKeys = [
      ...new Set(source.file.names.flatMap((name) => stepKey.exec(name)?.[1] ?? [])),
    ];
    const { entries, whole } = splitAdapterKeys(source, ['lora_A', ...stepKeys]);
    const steps = entries.filter(({ key }) => key !== 'lora_A').map(({ file }) => file);
    return {
      config,
      u: await rampFromSteps(source, steps, options),
      entries: entries
        .filter(({ key }) => key === 'lora_A')
        .map(({ file, layer }) => ({ file, layer, key: 'singlora_A' })),
      whole,
      layers: new Map(),
      ...(baseModel !== undefined && { baseModel }),
    };
  },
};
