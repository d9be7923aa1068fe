import * as tf from '@tensorflow/tfjs-core';
import { differenceOf, structureOf } from './difference.ts';
import { changing } from './errors.ts';
import { nativeBackend, type NativeBackend } from './native.ts';
import { Program } from './program.ts';
import { recordGraph, type Recording } from './record.ts';
import { replay, type Replayable } from './replay.ts';
import { constantsAt } from './sizes.ts';
import { isTracing } from './trace.ts';
import { treeKind, leaves, sizesOf, type NamedLeaves, type TensorTree } from './tree.ts';

/** A function that replays the recorded operations of the original. */
export interface Compiled<Inputs extends unknown[], Output extends TensorTree> {
  (...inputs: Inputs): Output;
  /**
   * Records the function at these shapes and returns nothing. If, before the first call, it is
   * recorded at shapes that differ in every size that will vary, one graph serves all shapes, and
   * results do not depend on the order of the calls.
   */
  record(...inputs: Inputs): void;
  /** Discards the recordings and frees the tensors that their graphs hold. The next call records again. */
  dispose(): void;
}

/** How {@link compile} may treat the sizes of inputs. */
export interface CompileOptions {
  /**
   * Whether the function does the same at all sizes. Once it is recorded at a few sizes, the others are derived
   * instead of recorded, so a model can be recorded on tiny batches. With two varying sizes, batch and length, this
   * takes five recordings; see `constantsAt`.
   */
  uniform?: boolean;
}

/**
 * Compiles a function from tensors to tensors. At each new combination of shapes it runs once
 * eagerly, while every native operation is recorded, gradients and optimiser included. All results
 * come from replaying these as one TensorFlow graph, which fuses operations, reuses memory and
 * needs no JavaScript. They equal eager ones within rounding.
 *
 * The function has to be pure: a function of its arguments and of constant tensors, such as a model's weights
 * (given to the graph once, and held by it until `dispose`). To check that, its first two recordings at the
 * same shapes are compared, unless recordings at other sizes agree already. Where it cannot be replayed it
 * runs eagerly: on other backends, inside `tf.grads`, and inside another compiled function.
 *
 * @throws CompileError at a call: `COMPILE_NOT_A_TENSOR`; while recording `COMPILE_READ`,
 *   `COMPILE_RANDOM`, `COMPILE_SHAPE`, `COMPILE_CHANGING`, `COMPILE_UNSUPPORTED`; in a replay
 *   `COMPILE_DISPOSED`, `COMPILE_RUN`
 */
export function compile<Inputs extends TensorTree[], Output extends TensorTree>(
  f: (...inputs: Inputs) => Output,
  options: CompileOptions = {},
): Compiled<Inputs, Output> {
  const whole = compileOver(
    (_: null, ...inputs: Inputs) => f(...inputs),
    () => [],
    options,
  );
  return Object.assign((...inputs: Inputs) => whole(null, ...inputs), {
    record: (...inputs: Inputs) => whole.record(null, ...inputs),
    dispose: () => whole.dispose(),
  });
}

/**
 * Like {@link compile}, for a function of a subject that is one of many alike, such as models that differ only in
 * weights: recorded with one, it is replayed with any.
 *
 * @param tensorsOf all tensors of a subject that the function may use, in the same order for each: they are inputs.
 * Whatever else the function uses is taken to be the same for all subjects
 * @throws CompileError like `compile`
 */
export function compileOver<Subject, Inputs extends TensorTree[], Output extends TensorTree>(
  f: (subject: Subject, ...inputs: Inputs) => Output,
  tensorsOf: (subject: Subject) => readonly tf.Tensor[],
  options: CompileOptions = {},
): Compiled<[subject: Subject, ...inputs: Inputs], Output> {
  /** The recordings and their programs, by the shapes of the inputs. */
  const variants = new Map<string, Replayable>();
  /** The programs, by the operations that they run. */
  const programs = new Map<string, Program>();
  const recordings: (Recording & Replayable)[] = [];
  let proven = false;
  let changes = 0;

  const namedOf = (subject: Subject, inputs: Inputs): NamedLeaves => [
    ...leaves([...tensorsOf(subject)], 'subject'),
    ...leaves(inputs, 'argument'),
  ];

  const variantOf = (
    backend: NativeBackend,
    subject: Subject,
    inputs: Inputs,
    named: NamedLeaves,
  ): Replayable => {
    const key = `${treeKind(named)} ${named.map(([, { shape }]) => shape.join('x')).join()}`;
    const known = variants.get(key);
    if (known && proven) return known;
    const worked = known ? undefined : workedOut(named);
    if (worked) {
      proven = true; // several recordings agree
      variants.set(key, worked);
      return worked;
    }
    const own = (...given: Inputs) => f(subject, ...given);
    const recording = recordGraph(backend, own, inputs, named);
    const difference = known && differenceOf(known.trace, recording.trace);
    if (known && difference === undefined) {
      proven = true;
      return known;
    }
    // A function may fill its own cache at the first call, so one change is accepted.
    if (difference !== undefined && ++changes > 1) throw changing(difference);
    const variant = {
      ...recording,
      program: programOf(backend, recording),
      constantIds: new Map(),
    };
    variants.set(key, variant);
    recordings.push(variant);
    return variant;
  };

  const programOf = (backend: NativeBackend, { trace, inputs }: Recording): Program => {
    const structure = structureOf(trace);
    const program = programs.get(structure) ?? new Program(backend.binding, trace, inputs);
    programs.set(structure, program);
    program.widen(trace, inputs);
    return program;
  };

  /** The recording at these sizes, derived from others; undefined where these do not determine it. */
  const workedOut = (named: NamedLeaves): Replayable | undefined => {
    const last = recordings.at(-1);
    if (!options.uniform || last?.kind !== treeKind(named)) return undefined;
    const samples = recordings
      .filter(({ program, kind, trace }) => {
        const sameCaptures = trace.captures.every(({ id }, i) => id === last.trace.captures[i]?.id);
        return program === last.program && kind === last.kind && sameCaptures;
      })
      .map(({ inputs, trace: { constants } }) => ({ sizes: sizesOf(inputs), constants }));
    const constants = constantsAt(samples, sizesOf(named.map(([, tensor]) => tensor)));
    if (!constants) return undefined;
    return { ...last, trace: { ...last.trace, constants }, constantIds: new Map() };
  };

  const call = (subject: Subject, ...inputs: Inputs): Output => {
    const backend = replayingBackend();
    if (!backend) return tf.tidy(() => f(subject, ...inputs) as never);
    const named = namedOf(subject, inputs);
    return replay(backend, variantOf(backend, subject, inputs, named), named) as Output;
  };

  return Object.assign(call, {
    record(subject: Subject, ...inputs: Inputs) {
      const backend = replayingBackend();
      if (backend) variantOf(backend, subject, inputs, namedOf(subject, inputs));
    },
    dispose() {
      const backend = nativeBackend();
      for (const { constantIds } of variants.values()) {
        for (const id of constantIds.values()) backend?.binding.deleteTensor(id);
      }
      for (const program of programs.values()) program.release();
      variants.clear();
      programs.clear();
      recordings.length = 0;
      proven = false;
      changes = 0;
    },
  });
}

/** The backend to replay on; undefined where the function runs eagerly. */
function replayingBackend(): NativeBackend | undefined {
  // A replayed graph would be missing from a gradient that is being recorded.
  const engine = tf.engine() as unknown as { isTapeOn(): boolean };
  return isTracing() || engine.isTapeOn() ? undefined : nativeBackend();
}
