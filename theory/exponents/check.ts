import { everyCombination, factorsOf, sharesParameters } from '@singlora/scaling';
import { z } from 'zod';
import { checkExperiment } from '../experiment.ts';
import { methodChoices } from '../method-choices.ts';
import { namedMethods } from '../named-method.ts';
import { settingsOf } from '../settings.ts';
import { derive, type ExponentConfig } from './derive.ts';
import { fields, record } from './record.ts';

const { declared: _declared, ...others } = fields;

const settings = z.strictObject({
  ...settingsOf(others, [
    'method',
    'optimiser',
    'signal',
    'initExponent',
    'start',
    'growthExponent',
    'inputExponent',
    'alphaExponent',
    'outputs',
  ]),
  show: z
    .enum(['conclusions', 'derivation'])
    .describe('what to print; every run keeps its derivation, in text and in LaTeX, in any case'),
});

type Settings = z.infer<typeof settings>;

const standard: Settings = {
  methods: ['singlora', 'lora', 'lora+', 'dora', 'singlora-dora', 'signed-singlora', 'symlora'],
  optimisers: ['gradient', 'constant'],
  signals: ['error', 'mean-error', 'readout', 'mup-readout'],
  initExponents: [-0.5, 0],
  starts: ['own', 'swapped', 'ones'],
  growthExponents: [2],
  inputExponents: [0, -0.5],
  alphaExponents: [0],
  outputs: ['width'],
  ramp: 0,
  decay: false,
  steps: 4,
  rateExponents: [-1.5, -1.25, -1, -0.75, -0.5, -0.25, 0],
  show: 'conclusions',
};

export default checkExperiment<typeof record, Settings>({
  record,
  name: 'exponents',
  description:
    'Derives how every quantity of a training step grows with the width, and solves for the learning rates that keep the output’s change of order 1.',
  settings,
  presets: {
    default: standard,
    full: { ...standard, outputs: ['width', 'one'], steps: 8 },
    smoke: {
      ...standard,
      methods: ['singlora', 'lora'],
      signals: ['error'],
      initExponents: [-0.5],
      starts: ['own'],
      inputExponents: [0],
      outputs: ['width', 'one'],
      steps: 2,
      show: 'derivation',
    },
  },
  plan,
  label,
  backend: 'none (exact arithmetic)',
  open: derive,
  says:
    'over {steps} steps, the largest c of each goal that has one:[ stable {stable}][, learning at once {learning-at-once}][, learning {learning}]' +
    '[, balanced later {balanced-later}][, balanced {balanced}][, efficient {efficient}][, network {network}]',
});

/** One run per method, optimiser, signal, start, input and number of outputs, without combinations that a method does not support. */
function plan(settings: Settings, preset: string): ExponentConfig[] {
  const { ramp, decay, steps, rateExponents } = settings;
  return methodChoices(namedMethods(settings.methods), settings)
    .flatMap((choice) =>
      everyCombination({
        choice: [choice],
        outputs: settings.outputs.filter(
          (outputs) => outputs === 'width' || !sharesParameters(factorsOf(choice)),
        ),
        optimiser: settings.optimisers,
        signal: settings.signals,
        // A declared method starts as its file says.
        initExponent: choice.declared ? settings.initExponents.slice(0, 1) : settings.initExponents,
        inputExponent: settings.inputExponents,
        alphaExponent: settings.alphaExponents,
      }),
    )
    .map(({ choice, ...axes }) => ({
      version: 3 as const,
      preset,
      ...axes,
      ...choice,
      ramp,
      decay,
      steps,
      rateExponents,
    }))
    .filter(isAsked);
}

/** Other input norms, averaged losses, other starts and rates further apart are varied one at a time. */
const isAsked = ({ start, growthExponent, inputExponent, signal }: ExponentConfig): boolean =>
  [start !== 'own', growthExponent !== null, inputExponent !== 0, signal === 'mean-error'].filter(
    Boolean,
  ).length <= 1;

function label(config: ExponentConfig): string {
  const { method, declared, optimiser, signal, initExponent, outputs, ramp, decay } = config;
  const { start, growthExponent, inputExponent, alphaExponent } = config;
  const notes = [
    start !== 'own' && start,
    growthExponent !== null && `growing as n^${growthExponent}`,
    inputExponent !== 0 && `input n^${inputExponent}`,
    alphaExponent !== 0 && `alpha n^${alphaExponent}`,
    outputs === 'one' && 'one output',
    ramp > 0 && `ramp ${ramp}`,
    decay && 'decay',
  ].filter((note) => note !== false);
  const from = declared ? [] : [`start n^${initExponent}`];
  const parts = [method, `steps as ${optimiser}`, signal, ...from, ...notes];
  return parts.join(' · ');
}
