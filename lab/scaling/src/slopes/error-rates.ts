import { randomStream } from '@singlora/runtime';
import { growthOf, type GrowthVerdict } from './growth.ts';

// How often verdicts are wrong, on made-up records. The shapes, their right verdicts, the designs and the scatters below were
// written down before the rule was tuned. A verdict is false where it is decided (stable, exploding, vanishing) and the shape's
// limit is another. A shape without such a limit, such as log n, has no right verdict. At most 5 % of the records of each shape
// may be judged falsely, and 90 % of the flat ones at 20 % scatter must be called stable. The rule was tuned on seeds 11, 507, 1,
// 2 and 86243. The table is of `reportedSeed`, which was chosen once, after the rule was fixed, and not looked at before.

/** A shape with its right verdicts, apart from undecided and bending. */
interface Shape {
  readonly at: (n: number) => number;
  readonly right: readonly GrowthVerdict[];
}

const [stable, exploding, vanishing] = [['stable'], ['exploding'], ['vanishing']] as const;
const law = (exponent: number, right: Shape['right']) => ({
  at: (n: number) => n ** exponent,
  right,
});
/** 1 + b·(64/n)^power: a correction of b at the narrowest width. */
const corrected = (b: number, power = 1 / 2) => ({
  at: (n: number) => 1 + b * (64 / n) ** power,
  right: stable,
});
const growing = (at: Shape['at']) => ({ at, right: exploding });

/** The judged shapes: how a quantity grows with the width n, and which verdicts on it are right. */
export const shapes: Readonly<Record<string, Shape>> = {
  flat: law(0, stable),
  'n^0.05': law(0.05, [...stable, ...exploding]),
  'n^-0.05': law(-0.05, [...stable, ...vanishing]),
  'n^0.2': law(0.2, exploding),
  'n^-0.2': law(-0.2, vanishing),
  'n^0.5': law(0.5, exploding),
  'n^-0.5': law(-0.5, vanishing),
  'n^1': law(1, exploding),
  'n^-1': law(-1, vanishing),
  '1 - 0.6 (64/n)^1/2': corrected(-0.6),
  '1 - 0.9 (64/n)^1/2': corrected(-0.9),
  '1 + 0.6 (64/n)^1/2': corrected(0.6),
  '1 + 4 (64/n)^1/2': corrected(4),
  '1 - 0.8 (64/n)': corrected(-0.8, 1),
  '1 + 4 (64/n)': corrected(4, 1),
  '1 / (1 + (64/n)^2)': { at: (n) => 1 / (1 + (64 / n) ** 2), right: stable },
  'log n': { at: Math.log, right: [] },
  '1 / log n': { at: (n) => 1 / Math.log(n), right: [] },
  '1 + n/3000': growing((n) => 1 + n / 3000),
  '1 + (n/4096)^1/2': growing((n) => 1 + Math.sqrt(n / 4096)),
  'exp(ln^2(n/256)/2)': growing((n) => Math.exp(Math.log(n / 256) ** 2 / 2)),
};

/** The default designs of the width sweep, the coordinate check, and the sweep behind a readout (logarithms scatter by 0.65). */
export const designs = [
  { widths: [64, 128, 256, 512, 1024, 2048, 4096], seeds: 5, scatters: [0.05, 0.2] },
  { widths: [64, 128, 256, 512, 1024], seeds: 12, scatters: [0.05, 0.2] },
  { widths: [64, 128, 256, 512, 1024, 2048], seeds: 32, scatters: [0.65] },
] as const;

const reportedSeed = 20_261_128;

/** A design with its noise. */
export interface Design {
  readonly widths: readonly number[];
  readonly seeds: number;
  /** The standard deviation of logarithms from seed to seed. */
  readonly scatter: number;
}

/** The shares of a shape's records with a false verdict and with the right one. */
export function errorRate(
  name: string,
  { widths, seeds, scatter }: Design,
  sets: number,
  seed = reportedSeed,
) {
  const { at, right } = shapes[name] as Shape;
  const random = randomStream(seed, 'error-rates', name, widths.length, Math.round(100 * scatter));
  const judged = Array.from({ length: sets }, () => {
    const values = (n: number) =>
      Array.from({ length: seeds }, () => at(n) * Math.exp(scatter * random.normal()));
    return growthOf(widths.map((width) => ({ width, values: values(width) }))).verdict;
  });
  const share = (is: (verdict: GrowthVerdict) => boolean) => judged.filter(is).length / sets;
  const isRight = (verdict: GrowthVerdict) => right.includes(verdict);
  const isOpen = (verdict: GrowthVerdict) => verdict === 'undecided' || verdict === 'bends';
  return {
    wrong: share((verdict) => !isRight(verdict) && !isOpen(verdict)),
    right: share(isRight),
  };
}
