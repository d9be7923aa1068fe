import type { RunRecord } from '@singlora/tracking';
import { flattened } from './flattened.ts';

/** The settings that best distinguish runs, each with the word before it. */
const told = [
  ['task', ''],
  ['subject', ''],
  ['family', ''],
  ['method', ''],
  ['seed', 'seed '],
  ['learningRate', 'rate '],
  ['rank', 'rank '],
  ['r', 'rank '],
] as const;

/** A run in a few words: `glue · mrpc · singlora · seed 1 · rate 0.003 · rank 8`. */
export function runLabel({ experiment, config }: Pick<RunRecord, 'experiment' | 'config'>): string {
  const settings = new Map(
    flattened(config).map(([path, value]) => [path.replace(/^(adapter|training)\./, ''), value]),
  );
  // Without an adapter, either all weights are trained or none.
  if (settings.get('adapter') === null && !settings.has('method'))
    settings.set('method', config['training'] ? 'full' : 'none');
  const trial = settings.get('purpose') === 'trial' ? ['trial'] : [];
  const parts = told.flatMap(([name, word]) => {
    const value = settings.get(name);
    return typeof value === 'string' || typeof value === 'number' ? [`${word}${value}`] : [];
  });
  return [...new Set([experiment, ...parts, ...trial])].join(' · ');
}
