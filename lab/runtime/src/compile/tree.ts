import * as tf from '@tensorflow/tfjs-core';
import { disposed, notATensor } from './errors.ts';

/**
 * Tensors in nested records and arrays. Interfaces have no index signature, so each call checks
 * what the type cannot express: every leaf has to be a tensor.
 */
export type TensorTree = object;

/** A tree with its tensors replaced by their positions. */
export type Skeleton = number | readonly Skeleton[] | { readonly [name: string]: Skeleton };

/** The tensors of some inputs, each with its path. */
export type NamedLeaves = readonly (readonly [path: string, tensor: tf.Tensor])[];

/** The paths, types and ranks of the tensors, as one text. */
export function treeKind(named: NamedLeaves): string {
  return named.map(([path, { dtype, rank }]) => `${path}:${dtype}:${rank}`).join();
}

export function sizesOf(inputs: readonly { readonly shape: readonly number[] }[]): number[] {
  return inputs.flatMap(({ shape }) => shape);
}

/** Arrays and records; not a promise or a map, whose content would be missed. */
function isPlain(tree: unknown): tree is object {
  if (typeof tree !== 'object' || tree === null) return false;
  return (
    Array.isArray(tree) || [Object.prototype, null].includes(Object.getPrototypeOf(tree) as null)
  );
}

/** The tensors of a tree, each with its path, in the order of their records and arrays. */
export function leaves(tree: TensorTree, path: string): [path: string, tensor: tf.Tensor][] {
  if (tree instanceof tf.Tensor) {
    if (tree.isDisposed) throw disposed(path);
    return [[path, tree]];
  }
  if (!isPlain(tree)) throw notATensor(path, tree);
  return Object.entries(tree).flatMap(([name, child]) =>
    leaves(child as TensorTree, `${path}.${name}`),
  );
}

export function skeletonOf(tree: TensorTree, positionOf: (tensor: tf.Tensor) => number): Skeleton {
  if (tree instanceof tf.Tensor) return positionOf(tree as tf.Tensor);
  if (Array.isArray(tree)) return tree.map((child: TensorTree) => skeletonOf(child, positionOf));
  return mapValues(tree as Record<string, TensorTree>, (child) => skeletonOf(child, positionOf));
}

export function withLeaves(skeleton: Skeleton, tensors: readonly tf.Tensor[]): TensorTree {
  if (typeof skeleton === 'number') return tensors[skeleton] as tf.Tensor;
  if (Array.isArray(skeleton)) {
    return skeleton.map((child: Skeleton) => withLeaves(child, tensors));
  }
  return mapValues(skeleton as Record<string, Skeleton>, (child) => withLeaves(child, tensors));
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
