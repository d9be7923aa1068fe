import { eachJsonRow } from '@singlora/formats';
import { misuse, type UsageError } from '@singlora/runner';
import { z } from 'zod';

/** A line: the loss of one training. Null stands for a non-finite value; other fields are ignored. */
const lineSchema = z.object({
  width: z.int().min(1).max(1e12),
  seed: z.int().min(0).max(1e12),
  rate: z.number().positive(),
  loss: z.number().positive().nullable(),
});

/** The maximum deviation of rates from a constant ratio, as a share of a step: 3e-4 may stand for the middle of 1e-4 and 1e-3. */
const unevenness = 0.06;

/**
 * Reads the losses of trainings, one unit per width and seed, and their widths, rates and seeds, ascending: every width has the
 * same seeds and rates, and rates have a constant ratio.
 * @throws UsageError naming the line, or what is missing
 */
export async function readLosses(file: string) {
  const refuse = (problem: string) => misuse`${file}${problem}`;
  const rows = new Map<string, z.infer<typeof lineSchema>>();
  await eachJsonRow(
    file,
    (row, line) => {
      const { data, error } = lineSchema.safeParse(row);
      const [issue] = error?.issues ?? [];
      if (!data)
        throw refuse(`, line ${line}: "${issue?.path.join('.')}": ${issue?.message}. ${holds}`);
      const key = keyOf(data.width, data.seed, data.rate);
      if (rows.has(key))
        throw refuse(
          `, line ${line} repeats width ${data.width}, seed ${data.seed}, rate ${data.rate}: keep one.`,
        );
      rows.set(key, data);
    },
    { nonFinite: true },
  );
  const valuesOf = (name: 'width' | 'seed' | 'rate', least: number) => {
    const values = new Set([...rows.values()].map((row) => row[name]));
    if (values.size < least)
      throw refuse(
        ` has ${values.size} ${name}s; the exponent of a best rate needs ${least} or more. ${holds}`,
      );
    return [...values].sort((a, b) => a - b);
  };
  const [widths, seeds, rates] = [valuesOf('width', 3), valuesOf('seed', 2), valuesOf('rate', 3)];
  checkEven(rates, refuse);
  const lossOf = (width: number, seed: number, rate: number) => {
    const row = rows.get(keyOf(width, seed, rate));
    if (!row)
      throw refuse(
        ` has no line of width ${width}, seed ${seed}, rate ${rate}: train every width with the same seeds and rates; where training diverged the loss is null.`,
      );
    return row.loss;
  };
  const units = widths.flatMap((width) =>
    seeds.map((seed) => ({ width, seed, losses: rates.map((rate) => lossOf(width, seed, rate)) })),
  );
  return { widths, seeds, rates, units };
}

const holds =
  'A line holds width, seed, rate and loss, such as {"width":64,"seed":0,"rate":0.001,"loss":0.42}.';

const keyOf = (width: number, seed: number, rate: number) => JSON.stringify([width, seed, rate]);

/** The parabola through a best rate's neighbours requires a constant ratio of rates. */
function checkEven(rates: readonly number[], refuse: (problem: string) => UsageError): void {
  const [first = 1, last = 1] = [rates[0], rates.at(-1)];
  const ratio = (last / first) ** (1 / (rates.length - 1));
  const at = rates.findIndex(
    (rate, i) => Math.abs(Math.log(rate / (first * ratio ** i)) / Math.log(ratio)) > unevenness,
  );
  if (at >= 0)
    throw refuse(
      `: its ${rates.length} rates are not each as many times the one before (${rates[at]} should be about ${(first * ratio ** at).toPrecision(3)}): use such as 1e-4, 3e-4, 1e-3.`,
    );
}
