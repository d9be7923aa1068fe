import type { Architecture, Blueprint } from '../blueprint.ts';
import type { Module } from '../module.ts';
import type { ClassifierConfig, ClassifierNetwork } from './sequence-classifier.ts';

/** A family of sequence classifiers. */
export type ClassifierArchitecture = Architecture<ClassifierBlueprint>;

/** A sequence classifier whose head has no size yet; `modules` are those below the head. */
export interface ClassifierBlueprint extends Blueprint<ClassifierNetwork> {
  /** The classification head's modules, made afresh where the checkpoint has none. */
  head: (outputs: number) => readonly Module[];
  /** The standard deviation of a fresh head's matrices. */
  initializerRange: number;
  config: Omit<ClassifierConfig, 'numLabels'>;
}
