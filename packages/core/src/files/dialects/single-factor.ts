import { commonSettings } from '../../config.ts';
import { parseAdapterConfig } from '../../adapter-config.ts';
import { badFile } from '../../errors.ts';
import type { AdapterConfig } from '../../registry.ts';
import type { ReadOptions } from '../dialect.ts';
import { readNumber, type Source } from '../source.ts';

/** T in PEFT-SingLoRA, whatever was configured. */
const publicRampSteps = 1000;

/** The settings of a single-factor file that calls itself a LORA. */
export function asSinglora(lora: AdapterConfig, { rampSteps }: ReadOptions): AdapterConfig {
  return parseAdapterConfig({
    ...commonSettings(lora),
    method: 'singlora',
    ramp: { steps: rampSteps ?? publicRampSteps },
    init: { dist: 'uniform', fan: 'rank' },
  });
}

/**
 * The ramp's value from the step counters that public implementations save beside each layer, which must agree.
 * Without any counter the ramp counts as over.
 */
export async function rampFromSteps(
  source: Source,
  names: readonly string[],
  { u, rampSteps = publicRampSteps }: ReadOptions,
): Promise<number> {
  if (u !== undefined) return u;
  const steps = new Set<number>();
  for (const name of names) steps.add(await readNumber(source, name));
  if (steps.size === 0) return 1;
  const [step = 0] = steps;
  if (steps.size > 1 || step < 0) {
    const found = [...steps].join(', ');
    throw badFile(source.where, `its layers were saved at the steps ${found}; say which u to use`);
  }
  return Math.min(step / rampSteps, 1);
}
