import { eachJsonRow, FormatError } from '@singlora/formats';
import type { CoordinateUnit, WatchedStep } from '@singlora/scaling';
import {
  badLine,
  missing,
  noStart,
  repeated,
  tooFew,
  unequalLosses,
  unmoved,
  unparsed,
  type Place,
} from './errors.ts';
import type { Expect } from './expect.ts';
import { expectLineSchema, lineSchema, type Line } from './line.ts';

type Numbered = Line & { readonly line: number };

/**
 * Reads a file of JSON lines: one unit per width and seed, widths ascending, all with the same modules and steps from step 0; and
 * the expectations in its lines.
 * @throws {MeasuredError} naming the line, or what is missing
 * @throws {FormatError} for a file that cannot be read
 */
export async function readMeasured(file: string) {
  const byPlace = new Map<string, Numbered>();
  const expect: Expect[] = [];
  const losses = new Map<string, number | null>();
  const take = (row: Record<string, unknown>, line: number) => {
    if ('expect' in row) {
      const { data, error } = expectLineSchema(row).safeParse(row);
      if (!data) throw badLine(file, line, problemOf(error.issues[0]));
      expect.push(data.expect);
      return;
    }
    const parsed = lineSchema.safeParse(row);
    if (!parsed.success) throw badLine(file, line, problemOf(parsed.error.issues[0]));
    const { width, seed, step, loss } = parsed.data;
    const first = byPlace.get(placeKey(parsed.data));
    if (first) throw repeated(file, line, first.line, parsed.data);
    byPlace.set(placeKey(parsed.data), { ...parsed.data, line });
    const pass = JSON.stringify([width, seed, step]);
    const known = losses.get(pass);
    if (loss !== undefined) {
      if (known !== undefined && known !== loss) throw unequalLosses(file, line, parsed.data);
      losses.set(pass, loss);
    }
  };
  await eachJsonRow(file, take, { nonFinite: true }).catch((error: unknown) => {
    throw error instanceof FormatError && error.code === 'FORMAT_JSONL' ? unparsed(error) : error;
  });
  const lines = [...byPlace.values()];
  const axes = axesOf(lines);
  if (axes.widths.length < 3) throw tooFew(file, 'width', axes.widths, 3);
  if (axes.seeds.length < 2) throw tooFew(file, 'seed', axes.seeds, 2);
  if (axes.steps[0] !== 0 || axes.steps.length < 2) throw noStart(file);
  const lineAt = (place: Place): Numbered => {
    const found = byPlace.get(placeKey(place));
    if (found) return found;
    const { module, step } = place;
    const other = lines.find((line) => line.module === module && line.step === step);
    const others = other
      ? `line ${other.line} has it at width ${other.width}, seed ${other.seed}`
      : 'other lines have that module, and others that step';
    throw missing(file, place, others);
  };
  const units = axes.widths.flatMap((width) =>
    axes.seeds.map((seed) =>
      unitOf({ width, seed }, axes, (step, module) => lineAt({ width, seed, step, module })),
    ),
  );
  // Zero is no fault of a module before all that is trained; of all modules it is no training.
  if (lines.every(({ step, change }) => step === 0 || change === 0)) throw unmoved(file);
  return { units, expect };
}

/** All values that occur; modules in the order of the file. */
function axesOf(lines: readonly Line[]) {
  const numbers = (of: (line: Line) => number) => [...new Set(lines.map(of))].sort((a, b) => a - b);
  return {
    widths: numbers(({ width }) => width),
    seeds: numbers(({ seed }) => seed),
    steps: numbers(({ step }) => step),
    modules: [...new Set(lines.map(({ module }) => module))],
  };
}

const placeKey = ({ width, seed, step, module }: Place) =>
  JSON.stringify([width, seed, step, module]);

function unitOf(
  at: Pick<CoordinateUnit, 'width' | 'seed'>,
  { steps, modules }: ReturnType<typeof axesOf>,
  lineAt: (step: number, module: string) => Line,
): CoordinateUnit {
  const coordinates = Object.fromEntries(
    modules.map((module) => [module, steps.map((step) => watchedOf(lineAt(step, module)))]),
  );
  const first = steps.map((step) => lineAt(step, modules[0] ?? ''));
  const isWatched = first.every(({ loss }) => loss !== undefined) && first[0]?.loss !== null;
  return {
    ...at,
    coordinates,
    modules,
    losses: isWatched ? first.map(({ step, loss = null }) => ({ step, loss })) : [],
    frozenLoss: first[0]?.frozenLoss ?? null,
  };
}

function watchedOf({
  step,
  entries,
  size,
  change,
  largest,
  largestChange,
  shape,
}: Line): WatchedStep {
  return { step, entries, size, change, largest, largestChange, ...(shape && { shape }) };
}

/** "“width” is no number": the first problem of a line. */
function problemOf(issue: { path: readonly PropertyKey[]; message: string } | undefined): string {
  const field = issue?.path.join('.');
  return `${field ? `"${field}"` : 'the line'}: ${issue?.message ?? 'unreadable'}`;
}
