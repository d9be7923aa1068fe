import { expectationPresets, faults } from '@singlora/scaling';
import { z } from 'zod';
import { maybeNone, settingsOf } from '../settings.ts';
import { fields } from './record.ts';

/** One exponent for all methods (`-0.5`), or one per method (`singlora=-0.5,lora+=-1`). */
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
  measured: maybeNone(z.string().min(1)).describe(
    'files of JSON lines measured on models of your own, comma separated: they are judged, nothing is trained, and other settings than the three below do nothing',
  ),
  expect: maybeNone(z.string().min(1)).describe(
    `what is expected of the measured models: ${Object.keys(expectationPresets).join(', ')}, or files of JSON, comma separated, the first that says something of a row first; by default lora with peft's LoRA, else that all keeps its size`,
  ),
  failOn: maybeNone(z.enum(faults)).describe(
    `print a verdict on each measured file in place of a record, and exit with 3 where a row is one of these: ${faults.join(', ')}`,
  ),
  quiet: z
    .boolean()
    .describe(
      'print the verdict alone, a line of JSON a file; without --fail-on all but bends counts',
    ),
  ...settingsOf(others, { family: 'families', method: 'methods', optimiser: 'optimisers' }),
  rateExponents: rateExponents.describe(
    'c, the rate being rate · (n/first width)^c: one for all (-0.5), or one a method (singlora=-0.5,lora+=-1)',
  ),
  known: z.boolean().describe('also train the networks whose scaling is known, every layer whole'),
  weightDecay: fields.weightDecay.unwrap().describe('weight decay of adamw'),
});

export type CoordinateSettings = z.infer<typeof coordinateSettings>;
