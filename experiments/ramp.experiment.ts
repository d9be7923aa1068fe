import { paperProtocol } from '@singlora/records';
import { list } from '@singlora/runner';
import { z } from 'zod';
import { glueAblation } from './glue/ablation.ts';

/** Figure 4's lengths of the ramp, as fractions of the steps; 0 is no ramp. */
const ramps = [0, 0.005, 0.01, 0.02, 0.04, 0.08];

export default glueAblation({
  name: 'ramp',
  description:
    "How the score depends on the ramp u(t) (the paper's figure 4), and what it is without.",
  key: 'ramps',
  values: list(z.coerce.number().min(0).max(1)).describe(
    'ramp-up lengths T as fractions of the steps, comma separated; 0 is no ramp',
  ),
  change: (ramp) => ({ ramp }),
  protocol: paperProtocol('roberta-base', 'mnli'),
  paper: { ramps, methods: ['singlora'] },
  laptop: { ramps, methods: ['singlora'] },
  smoke: { ramps: [0, 0.5] },
});
