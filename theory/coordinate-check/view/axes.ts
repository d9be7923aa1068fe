import { markup } from '@singlora/reporting';
import { headed } from '../../report/parts.ts';
import type { CheckView } from '../../report/view.ts';
import type { AxisPreset } from '../presets.ts';
import { record } from '../record.ts';
import { judgedRun } from './judged.ts';
import { inOrder, type CoordinateRun } from './subject.ts';
import { verdictTable } from './table.ts';

const titles: Readonly<Record<AxisPreset, string>> = {
  optimisers: 'Optimisers that measure a factor by the other',
  rank: 'A rank that grows with the width',
  depth: 'A growing depth',
  batch: 'A growing batch',
  decay: 'Weight decay',
  transformer: 'A Transformer to width 1,024, 200 steps',
  parametrisation: 'Networks in the standard parametrisation and in μP',
};

export const axesView: CheckView<CoordinateRun> = {
  id: 'coordinate-axes',
  record,
  judged: judgedRun,
  command: 'npx nx run theory:coordinate-check --preset=rank',
  presets: Object.keys(titles),
  together: true,
  place: 4.2,
  short: 'Other axes',
  title: 'Coordinate check: rank, depth, batch, decay, optimisers and parametrisations',
  intro: markup`<p>The same check with something else that practice changes, a table each. The rank grows at α/r (SingLoRA, LoRA) and at α/√r (rsLoRA). Scaled gradient descent is gradient descent in the metric of matrices of a fixed rank. With a growing depth or batch n counts residual blocks or samples: a change that grows with n then explodes at some depth. What is flagged of an adapter in the standard parametrisation, and not in μP, is the parametrisation’s and not the adapter’s.</p>`,
  body: (runs) =>
    Object.entries(titles).map(([preset, title]) => {
      const own = inOrder(runs).filter(({ config }) => config.preset === preset);
      return headed(title, [own.length > 0 && verdictTable(own)], `axis-${preset}`);
    }),
};
