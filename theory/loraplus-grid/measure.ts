import {
  buildToy,
  rateCombinations,
  createToyTrainer,
  optimiserOf,
  toyMethodOf,
  type RateCell,
  type WidthGrid,
} from '@singlora/scaling';
import type { GridRunConfig } from './plan.ts';
import { savedGrid, saveGrid } from './progress.ts';

/**
 * Trains at every combination of rates at one width. Each cell is kept in the folder as soon as it is
 * done, and found there the next time. Undefined when it was interrupted.
 */
export async function measureGrid(
  config: GridRunConfig,
  width: number,
  folder: string,
  signal: AbortSignal,
): Promise<WidthGrid | undefined> {
  const saved = await savedGrid(folder, width);
  const all = rateCombinations(config.rates);
  if (saved?.cells.length === all.length) return saved;
  const toys = config.seeds.map((seed) => buildToy(width, seed));
  const trainer = createToyTrainer({
    toys,
    method: toyMethodOf(config.method),
    optimiser: optimiserOf(config.optimiser),
    rank: config.rank,
    steps: config.steps,
  });
  try {
    const start = saved?.start ?? trainer.start();
    const cells: RateCell[] = [...(saved?.cells ?? [])];
    for (const rates of all.slice(cells.length)) {
      if (signal.aborted) return undefined;
      cells.push({ rates, losses: trainer.train(rates) });
      await saveGrid(folder, { width, start, cells });
      await new Promise(setImmediate); // lets Ctrl-C be heard
    }
    return { width, start, cells };
  } finally {
    trainer.dispose();
    toys.forEach((toy) => toy.dispose());
  }
}
