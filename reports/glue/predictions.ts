import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RunRecord } from '@singlora/tracking';

/** What a run predicted for the rows of one split, by GLUE's own row index. */
export interface Predictions {
  readonly split: string;
  readonly rows: ReadonlyMap<number, { readonly label: Answer; readonly predicted: Answer }>;
}

/** A class by name, or a value. */
type Answer = string | number;

/** Predictions as they were recorded, or why they cannot be used. */
export type ReadPredictions = Predictions | { readonly problem: string };

/** Reads `predictions.<split>.jsonl`; undefined where the run has none. What is damaged is told, not thrown. */
export async function readPredictions(
  { id, artifacts }: RunRecord,
  split: string,
): Promise<ReadPredictions | undefined> {
  const name = `predictions.${split}.jsonl`;
  const found = artifacts.find((artifact) => artifact.name === name);
  if (!found) return undefined;
  const problem = (what: string) => ({ problem: `Run ${id.slice(0, 12)}: ${found.path} ${what}` });
  try {
    const bytes = await readFile(found.path);
    if (createHash('sha256').update(bytes).digest('hex') !== found.sha256)
      return problem('is not what was recorded: its SHA-256 differs.');
    const rows = new Map<number, { label: Answer; predicted: Answer }>();
    for (const line of bytes.toString('utf8').split('\n').filter(Boolean)) {
      const row = JSON.parse(line) as unknown;
      if (!isRow(row)) return problem(`has a line without index, label and prediction: ${line}`);
      rows.set(row.index, row);
    }
    return { split, rows };
  } catch (error) {
    return problem(`cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  }
}

interface Row {
  readonly index: number;
  readonly label: Answer;
  readonly predicted: Answer;
}

function isRow(value: unknown): value is Row {
  const { index, label, predicted } = { ...(value as Partial<Row> | null) };
  const isAnswer = (answer: unknown) =>
    typeof answer === 'string' || (typeof answer === 'number' && Number.isFinite(answer));
  return Number.isInteger(index) && isAnswer(label) && isAnswer(predicted);
}

/** The same rows as several runs predicted them, as numbers. */
export interface SharedRows {
  readonly labels: Float64Array;
  /** In the order of the runs. */
  readonly predictions: readonly Float64Array[];
}

/**
 * Puts runs' predictions side by side; undefined unless all have the very same rows with the very
 * same labels. Classes become numbers by name, which names alone do not matter to.
 */
export function sharedRows(runs: readonly (Predictions | undefined)[]): SharedRows | undefined {
  const all = runs.flatMap((one) => one ?? []);
  const [first] = all;
  if (!first || all.length < runs.length) return undefined;
  const indices = [...first.rows.keys()].sort((a, b) => a - b);
  const labelOf = (one: Predictions, index: number) => one.rows.get(index)?.label;
  const same = all.every(
    (one) =>
      one.split === first.split &&
      one.rows.size === first.rows.size &&
      indices.every((index) => labelOf(one, index) === labelOf(first, index)),
  );
  if (!same || indices.length === 0) return undefined;
  const numbers = new Map<string, number>();
  const numberOf = (answer: Answer = NaN) => {
    if (typeof answer === 'number') return answer;
    const number = numbers.get(answer) ?? numbers.size;
    numbers.set(answer, number);
    return number;
  };
  const column = (answer: (index: number) => Answer | undefined) =>
    Float64Array.from(indices, (index) => numberOf(answer(index)));
  return {
    labels: column((index) => labelOf(first, index)),
    predictions: all.map((one) => column((index) => one.rows.get(index)?.predicted)),
  };
}
