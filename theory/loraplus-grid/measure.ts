import {
  buildToy,
  combinations,
  createToyTrainer,
  optimiserOf,
  toyMethodOf,
  type RateCell,
  type Rates,
  type SeedLosses,
  type WidthGrid,
} from '@singlora/scaling';
import { finishedUnits, keepUnit } from '../units.ts';
import type { Place } from '../experiment.ts';
import type { ConfigOf } from '../record.ts';
import type { record } from './record.ts';

/** A saved cell, with its width and the losses before training. */
interface GridUnit extends RateCell {
  readonly width: number;
  readonly start: SeedLosses;
}

/**
 * Trains at every combination of rates at one width. Each cell is saved in the run's folder as soon
 * as it is done, and reused after a restart.
 */
export async function measureGrid(
  config: ConfigOf<typeof record>,
  width: number,
  { folder, pause }: Pick<Place, 'folder' | 'pause'>,
): Promise<WidthGrid> {
  const kept = (await finishedUnits<GridUnit>(folder)).filter((unit) => unit.width === width);
  const cells: RateCell[] = kept.map(({ rates, losses }) => ({ rates, losses }));
  const all = combinations<Rates>(config.rates);
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
      await pause();
      const cell = { rates, losses: trainer.train(rates) };
      await keepUnit(folder, { width, start, ...cell });
      cells.push(cell);
    }
    return { width, start, cells };
  } finally {
    trainer.dispose();
    toys.forEach((toy) => toy.dispose());
  }
}
