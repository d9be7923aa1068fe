import { list } from '@singlora/runner';
import { z } from 'zod';
import { glueAblation } from './glue/ablation.ts';

/** Figure 4's ramp lengths, as fractions of the steps; 0 is no ramp. */
const ramps = [0, 0.005, 0.01, 0.02, 0.04, 0.08];

/** The ramp length stated in the paper's text. */
const ofTheBody = '1000steps';

const expected =
  'say a fraction of the steps from 0 to 1, such as 0.01, or a number of steps, such as 1000steps';

/** The ramp's length T: a fraction of the steps (`0.01`; 0 is no ramp), or a number of steps (`1000steps`). */
const rampSetting = z.union(
  [z.string().regex(/^[1-9]\d*steps$/, expected), z.number().min(0).max(1)],
  expected,
);

/** The ramp in the form of an adapter's settings. */
function rampOf(length: z.infer<typeof rampSetting>) {
  if (typeof length === 'string') return { steps: Number.parseInt(length) };
  return length === 0 ? 'none' : { fraction: length };
}

export default glueAblation({
  name: 'ramp',
  description:
    "How the score depends on the ramp u(t) (the paper's figure 4), and what it is without.",
  key: 'ramps',
  values: list(rampSetting).describe(
    'ramp-up lengths T, comma separated: fractions of the steps (0.01; 0 is no ramp), or in steps (1000steps)',
  ),
  change: (ramp) => ({ adapter: { ramp: rampOf(ramp) } }),
  paper: { ramps: [...ramps, ofTheBody], methods: ['singlora'] },
  laptop: { ramps, methods: ['singlora'] },
  smoke: { ramps: [0, 0.5] },
});
