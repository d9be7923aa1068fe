import { openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';

/** How far a worker is: what its parent needs to know if it ends in the middle of an input. */
export interface State {
  /** Of the input that is being read, or the first that was not. */
  readonly index: number;
  readonly ok: number;
  readonly refused: number;
  /** Milliseconds. */
  readonly slowest: number;
  /** Bytes, the most that an input took. */
  readonly memory: number;
  /** When it began with the input. */
  readonly began: number;
}

const fields = ['index', 'ok', 'refused', 'slowest', 'memory', 'began'] as const;

const packed = (state: State): Float64Array =>
  Float64Array.from(fields.map((field) => state[field]));

/** Makes the file, as if an input were begun now. */
export function createState(path: string, index: number): void {
  writeFileSync(
    path,
    packed({ index, ok: 0, refused: 0, slowest: 0, memory: 0, began: Date.now() }),
  );
}

/** A microsecond each, which lets a worker do so before every input. */
export function stateWriter(path: string): (state: State) => void {
  const file = openSync(path, 'r+');
  return (state) => void writeSync(file, packed(state), 0, undefined, 0);
}

export function readState(path: string): State {
  const bytes = readFileSync(path);
  const numbers = new Float64Array(fields.length);
  new Uint8Array(numbers.buffer).set(bytes.subarray(0, numbers.byteLength));
  return Object.fromEntries(fields.map((field, i) => [field, numbers[i]])) as unknown as State;
}
