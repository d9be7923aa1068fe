import { numbersByName } from '@singlora/runner';
import { z } from 'zod';
import { settingsOf } from '../settings.ts';
import { fields } from './record.ts';

/** One exponent for all methods (`-0.5`), or one per method (`singlora=-0.5,lora+=-1`). */
const rateExponents = z.preprocess(
  numbersByName,
  z.union([z.number(), z.record(z.string(), z.number())]),
);

const { rateExponent: _rateExponent, baseWidth: _baseWidth, grows: _grows, ...others } = fields;

/** Every setting of the coordinate check; the keys are the command-line flags. */
export const coordinateSettings = z.strictObject({
  ...settingsOf(others, ['family', 'method', 'optimiser']),
  rateExponents: rateExponents.describe(
    'c in the learning rate, rate · (n/first width)^c: one for all (-0.5), or one per method (singlora=-0.5,lora+=-1)',
  ),
  known: z.boolean().describe('also train the networks whose scaling is known, every layer whole'),
  weightDecay: fields.weightDecay.unwrap().describe('weight decay of adamw'),
});

export type CoordinateSettings = z.infer<typeof coordinateSettings>;
