import { hash } from 'node:crypto';
import { sameConstant, type Constant } from './constant.ts';
import { runFailed } from './errors.ts';
import { savedModel, type Graph, type Placeholder } from './graph-def.ts';
import { attributeTypes, type Binding, type NativeTensor } from './native.ts';
import { loadedSession, sessionOf } from './sessions.ts';
import { shareOperations } from './shared-operations.ts';
import type { OpTrace, TracedOp, ValueName } from './trace.ts';
import { free, hold, variables, type NamedCapture } from './variables.ts';

export interface Signature {
  shape: readonly number[];
  dtype: number;
}

/** The current graph, and the inputs of its session. */
interface Loading {
  bytes: Uint8Array;
  fingerprint: string;
  /** The names of the inputs and constants that are fed, in order. */
  fed: readonly string[];
  feeds: string;
  fetches: string;
}

/** Constants larger than this are fed, not copied into the graph. */
const LARGEST_CONSTANT = 1 << 16;

/**
 * One graph for all shapes at which a function runs the same operations. Only constants of the
 * recorded runs differ between them, such as the target shape of a reshape: those are fed, all
 * others are part of the graph. So a model at ten sequence lengths needs one graph, and
 * TensorFlow's optimiser runs once or twice, not ten times.
 */
export class Program {
  readonly #binding: Binding;
  readonly #first: OpTrace;
  readonly #used: ReadonlySet<ValueName>;
  readonly #different: readonly ValueName[];
  /** The index of each output among the results of `run`. */
  readonly outputs: readonly number[];
  readonly #inputs: Placeholder[];
  /** The constants that are fed, by index, with as much of their shapes as is the same in all runs. */
  readonly #fed = new Map<number, readonly number[] | undefined>();
  #loading: Loading | undefined;

  constructor(binding: Binding, trace: OpTrace, inputs: readonly Signature[]) {
    this.#binding = binding;
    this.#first = trace;
    this.#used = reachable(trace);
    this.#different = [...new Set(trace.outputs)];
    this.outputs = trace.outputs.map((name) => this.#different.indexOf(name));
    this.#inputs = inputs.map((input, i) => ({ name: `x${i}`, ...input }));
    trace.constants.forEach(({ bytes, shape }, i) => {
      if (bytes.byteLength > LARGEST_CONSTANT) this.#fed.set(i, shape);
    });
  }

  /** Makes the graph serve these shapes too; `trace` has the same operations. */
  widen(trace: OpTrace, inputs: readonly Signature[]): void {
    trace.constants.forEach((constant, i) => {
      const first = this.#first.constants[i] as Constant;
      if (!this.#used.has(`c${i}`)) return;
      if (!this.#fed.has(i) && sameConstant(constant, first)) return;
      const known = this.#fed.has(i) ? this.#fed.get(i) : first.shape;
      const wider = widerShape(known, constant.shape);
      if (this.#fed.has(i) && String(wider) === String(known)) return;
      this.#fed.set(i, wider);
      this.#outdate();
    });
    inputs.forEach(({ shape }, i) => {
      const known = this.#inputs[i] as Placeholder;
      const wider = widerShape(known.shape, shape);
      if (String(wider) === String(known.shape)) return;
      this.#inputs[i] = placeholder(known.name, known.dtype, wider);
      this.#outdate();
    });
  }

  /** The captured tensors that the outputs depend on, by their names in the graph. */
  capturesOf({ captures }: OpTrace): NamedCapture[] {
    const named = captures.map((capture, i) => [`w${i}`, capture] as const);
    return named.filter(([name]) => this.#used.has(name));
  }

  /** Runs the graph; one result for each different value among the outputs. */
  run(
    inputIds: readonly number[],
    captures: readonly NamedCapture[],
    constantId: (index: number) => number,
  ): NativeTensor[] {
    this.#loading ??= this.#prepare();
    const { fingerprint, bytes, fed, feeds, fetches } = this.#loading;
    const session = sessionOf(this.#binding, fingerprint, bytes);
    const ids = fed.map((name) => {
      const index = Number(name.slice(1));
      return name.startsWith('x') ? (inputIds[index] as number) : constantId(index);
    });
    try {
      hold(this.#binding, session, captures);
      return this.#binding.runSavedModel(session.id, ids, feeds, fetches);
    } catch (cause) {
      throw runFailed(cause);
    }
  }

  /** Frees what the graph's variables hold; the next run assigns them again. */
  release(): void {
    const session = this.#loading && loadedSession(this.#loading.fingerprint);
    if (session) free(this.#binding, session);
  }

  /** Discards the prepared graph, which is out of date. */
  #outdate(): void {
    this.release();
    this.#loading = undefined;
  }

  #prepare(): Loading {
    const bytes = savedModel(this.#graph());
    const fed = this.#fedPlaceholders().map(({ name }) => name);
    return {
      bytes,
      fingerprint: hash('sha256', bytes),
      fed,
      feeds: fed.map((name) => `${name}:0`).join(','),
      fetches: this.#different.map((_, i) => `y${i}:0`).join(','),
    };
  }

  #fedPlaceholders(): Placeholder[] {
    const constants = [...this.#fed]
      .sort(([a], [b]) => a - b)
      .map(([i, shape]) => placeholder(`c${i}`, this.#first.constants[i]?.dtype ?? NaN, shape));
    return [...this.#inputs, ...constants].filter(({ name }) => this.#used.has(name));
  }

  #graph(): Graph {
    const { ops, constants, outputs, outputTypes } = this.#first;
    const used = <T>(entries: readonly (readonly [string, T])[]) =>
      entries.filter(([name]) => this.#used.has(name));
    const embedded = constants
      .map((constant, i) => [`c${i}`, constant] as const)
      .filter((_, i) => !this.#fed.has(i));
    const recorded = ops.map((op, i) => [`n${i}`, op] as const);
    const shared = shareOperations({
      constants: new Map(used(embedded)),
      ops: new Map(used(recorded)),
    });
    const passed = this.#different.map((name, i) => {
      const dtype = outputTypes[outputs.indexOf(name)] as number;
      return [`y${i}`, identity(shared.valueOf(name), dtype)] as const;
    });
    const held = variables(this.capturesOf(this.#first));
    return {
      placeholders: [...this.#fedPlaceholders(), ...held.placeholders],
      constants: new Map([...held.constants, ...shared.constants]),
      ops: new Map([...held.ops, ...shared.ops, ...passed]),
    };
  }
}

function placeholder(name: string, dtype: number, shape?: readonly number[]): Placeholder {
  return { name, dtype, ...(shape && { shape }) };
}

const identity = (input: ValueName, dtype: number): TracedOp => ({
  op: 'Identity',
  attributes: [{ name: 'T', type: attributeTypes.type, value: dtype }],
  inputs: [input],
});

/** The names of inputs, captures, constants and operations that the outputs depend on. */
function reachable({ ops, outputs }: OpTrace): Set<string> {
  const nodeOf = (name: ValueName) => name.split(':', 1)[0] as string;
  const found = new Set(outputs.map(nodeOf));
  for (let i = ops.length - 1; i >= 0; i--) {
    if (!found.has(`n${i}`)) continue;
    for (const input of (ops[i] as TracedOp).inputs) found.add(nodeOf(input));
  }
  return found;
}

/** Sizes that differ become unknown, and so does a rank that differs. */
function widerShape(a: readonly number[] | undefined, b: readonly number[]) {
  if (a?.length !== b.length) return undefined;
  return a.map((size, i) => (size === b[i] ? size : -1));
}
