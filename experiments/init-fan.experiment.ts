import { list } from '@singlora/runner';
import { z } from 'zod';
import { glueAblation } from './glue/ablation.ts';

const fans = ['width', 'rank'] as ('width' | 'rank')[];

export default glueAblation({
  name: 'init-fan',
  description:
    'What "Kaiming" counts as the fan: the width, as the theory needs, or the rank, as public code has it; each at its own best rate.',
  key: 'fans',
  values: list(z.enum(['width', 'rank'])).describe('fans, comma separated: width, rank'),
  change: (fan) => ({ adapter: { init: { fan } } }),
  paper: { fans, methods: ['singlora'], lr: 'search' },
  laptop: { fans, methods: ['singlora'], lr: 'search' },
  smoke: { fans },
});
