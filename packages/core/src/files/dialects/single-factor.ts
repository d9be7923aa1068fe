import { commonSettings } from '../../config.ts';
import { parseAdapterConfig } from '../../adapter-config.ts';
import type { AdapterConfig } from '../../registry.ts';
import type { ReadOptions } from '../dialect.ts';
import { publicRampSteps } from './steps.ts';

/** The settings of a single-factor file that calls itself a LORA. */
export function asSinglora(lora: AdapterConfig, { rampSteps }: ReadOptions): AdapterConfig {
  return parseAdapterConfig({
    ...commonSettings(lora),
    method: 'singlora',
    ramp: { steps: rampSteps ?? publicRampSteps },
    init: { dist: 'uniform', fan: 'rank' },
  });
}
