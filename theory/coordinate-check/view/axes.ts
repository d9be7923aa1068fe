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

export const coordinateAxesView: CheckView<CoordinateRun> = {
  id: 'coordinate-axes',
  record,
  judged: judgedRun,
  command: 'npx nx run theory:coordinate-check --preset=rank',
  presets: Object.keys(titles),
  together: true,
  place: 4.2,
  short: 'Other axes',
  body: (runs) =>
    Object.entries(titles).map(([preset, title]) => {
      const own = inOrder(runs).filter(({ config }) => config.preset === preset);
      return headed(title, [own.length > 0 && verdictTable(own)], `axis-${preset}`);
    }),
};
