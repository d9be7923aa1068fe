import { capital, format, groupBy, methodOrder, omit, sortedBy } from '@singlora/reporting';
import { exponentText, powerText } from '@singlora/statistics';
import { methodText } from '../../report/words.ts';
import { isToy, optimiserTitles, type ExponentRun } from './derived.ts';

/** Methods and starts to compare under one kind of optimiser and backward signal. */
export type ExponentSubject = ReturnType<typeof derivedSubjects>[number];

const signals: Readonly<Record<string, string>> = {
  error: 'the error itself, as in the paper’s toy',
  'mean-error': 'the error averaged over the outputs',
  readout: 'a readout of entries n^−1/2',
  'mup-readout': 'a readout of entries n^−1, as in μP',
};

/** The paper's toy first. */
export function derivedSubjects(runs: readonly ExponentRun[]) {
  const place = (run: ExponentRun) => {
    const { signal, optimiser, outputs, method } = run.config;
    return [
      Number(!isToy(run)),
      Number(outputs === 'one'),
      Object.keys(signals).indexOf(signal),
      Number(optimiser === 'constant'),
      methodOrder(method),
      run.config.inputExponent,
      run.config.initExponent,
    ];
  };
  const groups = groupBy(sortedBy(runs, place), ({ config }) =>
    omit(config, [
      ...['method', 'declared', 'initExponent', 'start', 'growthExponent', 'alphaExponent'],
    ]),
  );
  return groups.map((group) => ({ title: titleOf(group[0] as ExponentRun), runs: group }));
}

function titleOf({ config }: ExponentRun): string {
  const { optimiser, signal, outputs, ramp, decay, inputExponent } = config;
  const notes = [
    `the gradient from ${signals[signal]}`,
    outputs === 'one' && 'one output',
    inputExponent !== 0 && `an input of entries ${powerText(inputExponent)}`,
    ramp > 0 && `ramp over ${format.plural(ramp, 'step')}`,
    decay && 'weight decay',
  ].filter((note) => note !== false);
  return `${capital(optimiserTitles[optimiser])}, ${notes.join(', ')}`;
}

const starts: Readonly<Record<ExponentRun['config']['start'], string>> = {
  own: '',
  swapped: ' in the other factor',
  ones: ', scalars from 1',
  principal: ' in all factors',
  qr: ' in all factors',
};

/** "SingLoRA from n^−1/2", "LoRA+ with a ratio ∝ n^2 from n^−1/2". */
export function derivedStartText({ config }: ExponentRun): string {
  const { initExponent, start, growthExponent, alphaExponent } = config;
  const alpha = alphaExponent === 0 ? '' : `, α ∝ n^${exponentText(alphaExponent)}`;
  if (config.declared) return `${methodText(config)}${alpha}`;
  const growing = growthExponent === null ? '' : `, ratio ∝ n^${exponentText(growthExponent)},`;
  return `${methodText(config)}${growing} from ${powerText(initExponent)}${starts[start]}${alpha}`;
}
