import { numbersByName } from '@singlora/runner';
import { askable, expectationPresets } from '@singlora/scaling';
import { z } from 'zod';
import { maybeNone, settingsOf } from '../settings.ts';
import { fields } from './record.ts';

/** One exponent for all methods (`-0.5`), or one per method (`singlora=-0.5,lora+=-1`). */
const rateExponents = z.preprocess(
  numbersByName,
  z.union([z.number(), z.record(z.string(), z.number())]),
);

const { rateExponent: _rateExponent, baseWidth: _baseWidth, grows: _grows, ...others } = fields;

/** Every setting of the coordinate check; the keys are the command-line flags. */
export const coordinateSettings = z.strictObject({
  measured: maybeNone(z.string().min(1)).describe(
    'files of JSON lines measured on models of your own, comma separated: they are judged, nothing is trained, and only the three settings below have an effect',
  ),
  expect: maybeNone(z.string().min(1)).describe(
    `the expectations of the measured models: ${Object.keys(expectationPresets).join(', ')}, or JSON files, comma separated; the first that matches a row applies; by default lora for peft's LoRA, else constant sizes`,
  ),
  failOn: maybeNone(z.enum(askable)).describe(
    `print a verdict on each measured file instead of recording it, and exit with 3 if a row has one of these: ${askable.join(', ')}; with 4 if there is too little evidence on them`,
  ),
  quiet: z
    .boolean()
    .describe(
      'print only the verdict, one line of JSON per file; without --fail-on, all faults but bends count',
    ),
  ...settingsOf(others, ['family', 'method', 'optimiser']),
  rateExponents: rateExponents.describe(
    'c in the learning rate, rate · (n/first width)^c: one for all (-0.5), or one per method (singlora=-0.5,lora+=-1)',
  ),
  known: z.boolean().describe('also train the networks whose scaling is known, every layer whole'),
  weightDecay: fields.weightDecay.unwrap().describe('weight decay of adamw'),
});

export type CoordinateSettings = z.infer<typeof coordinateSettings>;
