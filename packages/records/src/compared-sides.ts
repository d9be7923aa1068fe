import type { Precision } from './precision.ts';

/** The fields that tell the sides of a benchmark apart. */
interface Told {
  readonly name: string;
  readonly precision: Precision;
}

/** Two sides of a benchmark; a ratio is the time of `against` to that of `ours`. */
export interface ComparedSides<Side> {
  readonly ours: Side;
  readonly against: Side;
}

/** The sides that are ours: the first, and those of the same name. */
export const ownSides = <Side extends Told>(sides: readonly Side[]): Side[] =>
  sides.filter(({ name }) => name === sides[0]?.name);

/** Ours beside each other side of the same precision. */
export const besideOthers = <Side extends Told>(sides: readonly Side[]): ComparedSides<Side>[] => {
  const own = ownSides(sides);
  const others = sides.filter((side) => !own.includes(side));
  return own.flatMap((ours) =>
    others
      .filter(({ precision }) => precision === ours.precision)
      .map((against) => ({ ours, against })),
  );
};

/** Ours in bfloat16 beside ours in float32, and the other's likewise where it is measured in both. */
export const besideFloat32 = <Side extends Told>(sides: readonly Side[]): ComparedSides<Side>[] =>
  sides
    .filter(({ precision }) => precision === 'bfloat16')
    .flatMap((ours) =>
      sides
        .filter(({ name, precision }) => name === ours.name && precision === 'float32')
        .map((against) => ({ ours, against })),
    );
