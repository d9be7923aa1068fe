import { z } from 'zod';

const name = z
  .string()
  .regex(
    /^[A-Za-z][\w+-]{0,39}$/,
    'a name has letters, digits, _, + and -, and begins with a letter',
  );
const exponent = z.number().min(-4).max(4);

/** A factor's dimensions: the layer's outputs or inputs, and the rank. A single dimension makes a diagonal matrix. */
const shape = z.union(
  [z.tuple([z.enum(['out', 'in', 'r'])]), z.tuple([z.enum(['out', 'in', 'r']), z.literal('r')])],
  'a shape is ["out", "r"], ["in", "r"], ["r", "r"], ["out"], ["in"] or ["r"]',
);

const factor = z.strictObject({
  shape,
  /**
   * `random`: entries N(0, n^2γ). `zero`, `ones`. `principal`: its side of the frozen weight's r largest singular directions, which
   * are subtracted from the weight (PiSSA). `gradient`: the same of the loss's negative gradient, with entries Θ(n^γ) (LoRA-One).
   */
  start: z.enum(['random', 'zero', 'ones', 'principal', 'gradient']),
  /** γ of a random or gradient start. */
  exponent,
  /** Its learning rate is Θ(n^(c + rate)). */
  rate: exponent,
  trained: z.boolean(),
  /** Whether weight decay applies. */
  decays: z.boolean(),
});

/** See {@link DeclaredMethod}. */
export type DeclaredFactor = z.infer<typeof factor>;

const fields = {
  name,
  title: z.string().min(1).max(60),
  /** The update is Θ(n^scale) times alpha/r · P Qᵀ. */
  scale: exponent,
  factors: z.record(name, factor),
  /**
   * The factors whose product is P `[out, r]` and Q `[in, r]`: diagonal factors multiply entry by entry, one of `[r, r]` is
   * multiplied from the right.
   */
  p: z.array(name).min(1),
  q: z.array(name).min(1),
};

/** An adapter method as data: its update is a product of factors. */
export const declaredMethod = z.strictObject(fields).superRefine(checkFactors);

/** See {@link declaredMethod}. */
export type DeclaredMethod = z.infer<typeof declaredMethod>;

/** A declared method in a file, which may leave out usual values. */
export const methodFile = z
  .strictObject({
    ...fields,
    title: fields.title.optional(),
    scale: exponent.default(0),
    factors: z.record(
      name,
      factor.extend({
        start: factor.shape.start.default('random'),
        exponent: exponent.default(-1 / 2),
        rate: exponent.default(0),
        trained: z.boolean().default(true),
        decays: z.boolean().default(true),
      }),
    ),
  })
  .transform(({ title, ...rest }): DeclaredMethod => ({ title: title ?? rest.name, ...rest }))
  .superRefine(checkFactors);

/** Checks across fields, which no schema of a single field can make. */
function checkFactors(
  { factors, p, q }: Pick<DeclaredMethod, 'factors' | 'p' | 'q'>,
  context: z.RefinementCtx,
): void {
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message });
  const own = { p: 'out', q: 'in' } as const;
  for (const [side, names] of [
    ['p', p],
    ['q', q],
  ] as const) {
    const found = names.map((one) => (Object.hasOwn(factors, one) ? factors[one] : undefined));
    found.forEach((one, i) => {
      if (!one) refuse([side, i], `there is no factor "${names[i]}"`);
      else if (one.shape[0] !== 'r' && one.shape[0] !== own[side] && !isShared(names[i], p, q))
        refuse(
          [side, i],
          `"${names[i]}" has a size of "${one.shape[0]}": ${side} needs "${own[side]}"`,
        );
    });
    const tall = found.findIndex((one) => one?.shape.length === 2 && one.shape[0] !== 'r');
    if (tall < 0) refuse([side], `no factor of ${side} is a matrix ["${own[side]}", "r"]`);
    const square = found.findIndex((one) => one?.shape.join() === 'r,r');
    if (square >= 0 && square < tall)
      refuse(
        [side, square],
        `"${names[square]}" multiplies what stands before it: put it behind the matrix ["${own[side]}", "r"]`,
      );
  }
  for (const [one, { shape, start, trained }] of Object.entries(factors)) {
    const at = ['factors', one];
    if (symbols.includes(one)) refuse(at, `formulas have another ${one}: choose another name`);
    if (![...p, ...q].includes(one)) refuse(at, 'stands in neither p nor q');
    const isOfSide = shape.length === 2 && shape[0] !== 'r';
    if (fromDirections.includes(start) && (!isOfSide || isShared(one, p, q)))
      refuse([...at, 'start'], `"${start}" is for a matrix of one side`);
    if (!trained && !['random', 'principal'].includes(start))
      refuse([...at, 'trained'], 'a factor that is not trained starts "random" or "principal"');
  }
  const zeros = [...p, ...q].filter((one) => factors[one]?.start === 'zero');
  if (zeros.length > 1)
    refuse(
      ['factors'],
      `${zeros.join(', ')} are 0 together at the start, and then no factor has a gradient: let p and q hold one "zero" at most, once`,
    );
  if (!Object.values(factors).some(({ trained }) => trained))
    refuse(['factors'], 'none is trained');
}

/** The symbols that derivations and layers use with another meaning. */
const symbols = ['e', 'f', 'n', 's', 'u', 'w', 'x', 'weight', 'bias'];

const fromDirections: readonly DeclaredFactor['start'][] = ['principal', 'gradient'];

const isShared = (one = '', p: readonly string[], q: readonly string[]) =>
  p.includes(one) && q.includes(one);
