import { bfloat16Gain } from '@singlora/core/kernels';
import type { Precision } from '@singlora/records';
import type { Context } from '@singlora/runner';
import { z } from 'zod';
import { startForHalves } from './backend.ts';

/** The precision of products with frozen weights; `bfloat16` becomes float32 on a processor where it is slower. */
export const precisionSetting = z
  .enum(['float32', 'bfloat16', 'bfloat16-anyway'])
  .describe(
    'precision of products with frozen weights: float32, bfloat16 (float32 where that is faster), bfloat16-anyway',
  );

interface PrecisionSettings {
  readonly precision: z.infer<typeof precisionSetting>;
}

/** The precision for a run's record, from settings adapted to this machine. */
export const precisionOf = ({ precision }: PrecisionSettings): Precision =>
  precision === 'float32' ? 'float32' : 'bfloat16';

/** The setting that repeats a recorded run, on any processor. */
export const repeatingPrecision = (precision: Precision): PrecisionSettings['precision'] =>
  precision === 'bfloat16' ? 'bfloat16-anyway' : precision;

/** The start of the backend, and the measurement on it. */
interface FitOptions {
  readonly start?: (context: Pick<Context, 'env' | 'log'>) => Promise<unknown>;
  readonly gainOf?: () => number;
}

/** The settings for this machine: measures bfloat16 if it is requested, reports the speed, and drops it where it is slower. */
export async function fitPrecision<Settings extends PrecisionSettings>(
  settings: Settings,
  context: Pick<Context, 'env' | 'log'>,
  { start = startForHalves, gainOf = bfloat16Gain }: FitOptions = {},
): Promise<Settings> {
  if (settings.precision !== 'bfloat16') return settings;
  await start(context);
  const { log } = context;
  const gain = gainOf();
  if (gain > 1) {
    log(
      `Precision  bfloat16: a product takes ${(1 / gain).toFixed(2)} of its time in float32 here`,
    );
    return settings;
  }
  const found =
    gain === 0
      ? 'is not there on this backend'
      : `is ${(1 / gain).toFixed(1)} times as slow as float32 here`;
  const anyway = gain === 0 ? '' : '; --precision=bfloat16-anyway takes it';
  log(`Precision  float32, since bfloat16 ${found}${anyway}`);
  return { ...settings, precision: 'float32' };
}
