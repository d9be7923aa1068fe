import {
  buildToy,
  createToyTrainer,
  optimiserOf,
  rateCombinations,
  toyMethodOf,
  type RateCell,
  type SeedLosses,
  type WidthGrid,
} from '@singlora/scaling';
import { finishedUnits, keepUnit } from '../units.ts';
import type { GridRunConfig } from './plan.ts';

/** A cell as it is kept, with its width and the losses before training. */
interface GridUnit extends RateCell {
  readonly width: number;
  readonly start: SeedLosses;
}

/**
 * Trains at every combination of rates at one width. Each cell is kept in the run's folder as soon as
 * it is done, and found there the next time. Undefined when it was interrupted.
 */
export async function measureGrid(
  config: GridRunConfig,
  width: number,
  folder: string,
  signal: AbortSignal,
): Promise<WidthGrid | undefined> {
  const kept = (await finishedUnits<GridUnit>(folder)).filter((unit) => unit.width === width);
  const cells: RateCell[] = kept.map(({ rates, losses }) => ({ rates, losses }));
  const all = rateCombinations(config.rates);
  const [first] = kept;
  if (first && cells.length === all.length) return { width, start: first.start, cells };
  const toys = config.seeds.map((seed) => buildToy(width, seed));
  const trainer = createToyTrainer({
    toys,
    method: toyMethodOf(config.method),
    optimiser: optimiserOf(config.optimiser),
    rank: config.rank,
    steps: config.steps,
  });
  try {
    const start = first?.start ?? trainer.start();
    for (const rates of all.slice(cells.length)) {
      if (signal.aborted) return undefined;
      const cell = { rates, losses: trainer.train(rates) };
      await keepUnit(folder, { width, start, ...cell });
      cells.push(cell);
      await new Promise(setImmediate); // lets Ctrl-C be heard
    }
    return { width, start, cells };
  } finally {
    trainer.dispose();
    toys.forEach((toy) => toy.dispose());
  }
}
