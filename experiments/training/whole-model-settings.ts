import type { WholeModelRun } from '@singlora/records';
import type { z } from 'zod';

/** The settings that repeat the recorded training of a whole model. What its record does not keep is as in `preset`. */
export function wholeModelSettings<Settings extends object>(
  { seed, learningRate, ...config }: WholeModelRun,
  { shape }: z.ZodObject,
  preset: Settings,
) {
  const kept = Object.entries(config).filter(([name]) => name in shape);
  return { ...preset, ...Object.fromEntries(kept), seeds: [seed], lr: learningRate };
}
