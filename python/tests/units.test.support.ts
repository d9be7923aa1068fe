import type { CoordinateUnit, WatchedStep } from '@singlora/scaling';

/** The measurements as a file has them: a line a module and step. */
export function linesOf({ width, seed, coordinates, losses, frozenLoss }: CoordinateUnit): string {
  return Object.entries(coordinates)
    .flatMap(([module, watched]) =>
      watched.map(({ step, ...numbers }) => {
        const loss = losses.find((each) => each.step === step)?.loss;
        return `${JSON.stringify({ width, seed, step, module, ...numbers, loss, frozenLoss })}\n`;
      }),
    )
    .join('');
}

interface Line extends WatchedStep {
  readonly width: number;
  readonly seed: number;
  readonly module: string;
  readonly loss: number | null;
  readonly frozenLoss: number | null;
}

/** The measurements in a file as recorders write it: in order, with a loss. */
export function unitsIn(text: string): CoordinateUnit[] {
  const units = new Map<string, Line[]>();
  for (const one of text.trimEnd().split('\n')) {
    const line = JSON.parse(one) as Line;
    const key = `${line.width} ${line.seed}`;
    units.set(key, [...(units.get(key) ?? []), line]);
  }
  return [...units.values()].map(unitOf);
}

function unitOf(lines: readonly Line[]): CoordinateUnit {
  const [{ width, seed, module: first, frozenLoss }] = lines as [Line];
  const coordinates: Record<string, WatchedStep[]> = {};
  for (const { module, width: _w, seed: _s, loss: _l, frozenLoss: _f, ...watched } of lines)
    (coordinates[module] ??= []).push(watched);
  const losses = lines
    .filter(({ module }) => module === first)
    .map(({ step, loss }) => ({ step, loss }));
  return { width, seed, coordinates, losses, frozenLoss };
}
