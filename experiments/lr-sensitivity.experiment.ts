import { plannedRates } from '@singlora/records';
import { list } from '@singlora/runner';
import { z } from 'zod';
import { glueAblation } from './glue/ablation.ts';

/** Figure 2 spans a factor of two; the wider range shows where methods differ. */
const wide = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 2e-3, 4e-3, 1e-2];

export default glueAblation({
  name: 'lr-sensitivity',
  description: "How the score depends on the learning rate (the paper's figure 2, and wider).",
  key: 'rates',
  values: list(z.number().positive()).describe('learning rates, comma separated'),
  change: (rate) => ({ lr: rate }),
  paperModel: 'llama-7b',
  paper: {
    rates: [...new Set([5e-5, 6e-5, 7e-5, 8e-5, 9e-5, 1e-4, ...wide])].sort((a, b) => a - b),
  },
  laptop: { rates: wide },
  planned: plannedRates,
  smoke: { rates: [1e-3, 3e-3] },
});
