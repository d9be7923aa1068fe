import { createAdapter, rampAt } from '@singlora/core';
import {
  adapterConfigAt,
  familyOf,
  knownAnswers,
  optimiserOf,
  reportedSteps,
  startExpectations,
  variantOf,
  wholeLayerTraining,
  type CoordinateCheck,
  type Expectation,
  type KnownAnswer,
} from '@singlora/scaling';
import type { CoordinateRunConfig } from './plan.ts';
import { wholeTraining } from './record.ts';

export function coordinateCheckOf(config: CoordinateRunConfig): CoordinateCheck {
  const { rate, rateExponent, baseWidth, steps } = config;
  const family = familyOf(config.family);
  const optimiser = optimiserOf(config.optimiser, config.weightDecay);
  return {
    family,
    optimiser,
    learningRate: (width) => rate * (width / baseWidth) ** rateExponent,
    steps: reportedSteps(steps),
    ...(config.method === wholeTraining
      ? { trainable: wholeLayerTraining(family, optimiser) }
      : adapted(config)),
  };
}

function adapted(config: CoordinateRunConfig): Pick<CoordinateCheck, 'trainable' | 'ramp'> {
  const ramped = config.ramp > 0 && variantOf(config.method).hasRamp;
  const ramp = ramped ? { steps: config.ramp } : ('none' as const);
  return {
    trainable: (model, width, random) =>
      createAdapter(model.slots, adapterAt(config, width, model.targets), random),
    ramp: (step) => rampAt({ ramp }, step, config.steps),
  };
}

/** The adapter; its start is the method's own. */
function adapterAt(config: CoordinateRunConfig, width: number, targets: readonly string[]) {
  const rank = Math.round(config.rank * (width / config.baseWidth) ** config.rankExponent);
  const context = { ...config, width, rank, initExponent: null };
  return adapterConfigAt(variantOf(config.method), context, targets);
}

/** The network with known scaling, if the run trains one. */
export function knownAnswerOf(config: CoordinateRunConfig): KnownAnswer | undefined {
  const keys = ['family', 'optimiser', 'rate', 'rateExponent'] as const;
  if (config.method !== wholeTraining) return undefined;
  return knownAnswers.find((answer) => keys.every((key) => answer[key] === config[key]));
}

/** The expectations of the network with known scaling, of the family, and of the adapter's start. */
export function expectationsOf(config: CoordinateRunConfig): Expectation[] {
  const { expectations = [] } = familyOf(config.family);
  const own =
    config.method === wholeTraining
      ? (knownAnswerOf(config)?.expectations ?? [])
      : startExpectations(adapterAt(config, config.baseWidth, ['any']));
  return [...own, ...expectations];
}
