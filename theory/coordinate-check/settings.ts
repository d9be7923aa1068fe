import { list } from '@singlora/runner';
import { z } from 'zod';
import { settingsOf } from '../settings.ts';
import { fields } from './record.ts';

/** An exponent for all methods (`-0.5`), or one a method (`singlora=-0.5,lora+=-1`). */
const rateExponents = z.preprocess(
  (value: unknown): unknown => {
    if (typeof value !== 'string' || !value.includes('=')) return value;
    return Object.fromEntries(value.split(',').map((part) => part.split('=').map((s) => s.trim())));
  },
  z.union([z.coerce.number(), z.record(z.string(), z.coerce.number())]),
);

const { rateExponent: _rateExponent, baseWidth: _baseWidth, grows: _grows, ...others } = fields;

/** Every setting of the coordinate check; the keys are the command-line flags. */
export const coordinateSettings = z.strictObject({
  measured: z
    .preprocess(
      (value) => (value === '' ? [] : value),
      list(z.string().min(1)).or(z.array(z.string()).length(0)),
    )
    .describe(
      'files of JSON lines measured on models of your own, comma separated: they are judged, nothing is trained, and the settings below do nothing',
    ),
  ...settingsOf(others, { family: 'families', method: 'methods', optimiser: 'optimisers' }),
  rateExponents: rateExponents.describe(
    'c, the rate being rate · (n/first width)^c: one for all (-0.5), or one a method (singlora=-0.5,lora+=-1)',
  ),
  known: z.boolean().describe('also train the networks whose scaling is known, every layer whole'),
  weightDecay: fields.weightDecay.unwrap().describe('weight decay of adamw'),
});

export type CoordinateSettings = z.infer<typeof coordinateSettings>;
