import { list } from '@singlora/runner';
import { glueAblation } from './glue/ablation.ts';
import { rampOf, rampSetting } from './training/ramp.ts';

/** Figure 4's ramp lengths, as fractions of the steps; 0 is no ramp. */
const ramps = [0, 0.005, 0.01, 0.02, 0.04, 0.08];

/** The ramp length stated in the paper's text. */
const ofTheBody = '1000steps';

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
