import { randomStream } from '@singlora/runtime';
import { designs, shapes, type CoordinateUnit } from '@singlora/scaling';
import { linesOf } from './units.test.support.ts';

const finite = (value: number) => (Number.isFinite(value) ? value : null);

type Of = (width: number, noise: () => number) => number;

/** Modules' outputs: every shape that verdicts are tested on, and shapes without slope or scatter. */
const modules: Readonly<Record<string, Of>> = {
  ...Object.fromEntries(
    Object.entries(shapes).map(([name, { at }]) => [name, (n: number, noise) => at(n) * noise()]),
  ),
  zero: () => 0,
  'zero at one width': (n, noise) => (n === 64 ? 0 : noise()),
  diverges: (n, noise) => (n > 256 ? NaN : noise()),
  'the same for all seeds': (n) => n ** 0.3,
  'one number': () => 2,
  'noise that grows': (n, noise) => noise() ** (n / 64),
};

/** The losses after a step, as multiples of those before it. */
const losses: readonly Of[] = [
  () => 0.5,
  (_, noise) => noise(),
  (n, noise) => (n / 100) * noise(),
  (n) => (n > 256 ? NaN : 0.5),
  () => 2.5,
];

/** Records of each shape in each design, as lines of JSON by file name. */
export const madeUp: Readonly<Record<string, string>> = Object.fromEntries(
  designs
    .flatMap(({ scatters, ...design }) => scatters.map((scatter) => ({ ...design, scatter })))
    .map(({ widths, seeds, scatter }, place) => {
      const name = `${widths.length} widths, ${seeds} seeds, scatter ${scatter}`;
      const units = widths.flatMap((width) =>
        Array.from({ length: seeds }, (_, seed) => unitAt(width, seed, scatter, place)),
      );
      return [name, units.map(linesOf).join('')];
    }),
);

/** The measurements of one seed at one width. */
function unitAt(width: number, seed: number, scatter: number, which: number): CoordinateUnit {
  const random = randomStream(seed, 'made-up', width, Math.round(100 * scatter));
  const noise = () => Math.exp(scatter * random.normal());
  const loss = losses[which % losses.length] as Of;
  const coordinates = Object.fromEntries(
    Object.entries(modules).map(([name, of]) => {
      const [size, change] = [of(width, noise), of(width, noise)].map(finite);
      const most = (value: number | null | undefined) =>
        value == null ? null : value * (2 + Math.abs(random.normal()));
      const at = (step: number, moved: number | null) => ({
        step,
        entries: 8 * width,
        size: size ?? null,
        largest: most(size),
        change: moved,
        largestChange: most(moved),
      });
      return [name, [at(0, 0), at(2, change ?? null)]];
    }),
  );
  const after = finite(loss(width, noise));
  return {
    width,
    seed,
    coordinates,
    losses: [
      { step: 0, loss: 1 },
      { step: 2, loss: after },
    ],
    frozenLoss: which % 2 ? 1 : null,
  };
}
