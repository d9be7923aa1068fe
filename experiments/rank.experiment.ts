import { list } from '@singlora/runner';
import { z } from 'zod';
import { glueAblation } from './glue/ablation.ts';

const ranks = [1, 2, 4, 8, 16, 32];

export default glueAblation({
  name: 'rank',
  description:
    'How the score depends on the rank, and so on the parameters: at equal rank and at equal parameters.',
  key: 'ranks',
  values: list(z.int().positive()).describe('adapter ranks, comma separated'),
  // The update's scale alpha/r stays 1.
  change: (rank) => ({ adapter: { r: rank, lora_alpha: rank } }),
  paper: { ranks },
  laptop: { ranks: [4, 8, 16], methods: ['lora', 'singlora'] },
  smoke: { ranks: [4, 8] },
});
