import { peakText } from '../peak-memory.ts';
import { numberOf, type DreamBoothSetting, type RecordedRun } from '@singlora/comparison';
import {
  judgeNumbers,
  stepMetrics,
  type JudgeRunConfig,
  type JudgeSummary,
  type PretrainingRunConfig,
  type PretrainingSummary,
} from '@singlora/records';
import {
  type Chart,
  column,
  figures,
  format,
  type Html,
  lineChart,
  markup,
  numbers,
  pictureRows,
  table,
  tableHtml,
  type Section,
} from '@singlora/reporting';
import { factsTable } from '../provenance.ts';
import { cleanTable } from './clean.ts';
import { made, type MadeRun, type Making } from './making.ts';
import type { RunFiles } from './run-files.ts';

/** A section on the small model and its judge, and on their quality; undefined where neither is recorded. */
export async function makingSection(
  { model, trials, judge }: Making,
  settings: readonly DreamBoothSetting[],
  files: RunFiles,
): Promise<Section | undefined> {
  if (!model && !judge) return undefined;
  const clean = cleanTable(model, settings);
  const charts = await Promise.all([
    model && devChart(model, 'model-dev', made.model.title),
    judge && devChart(judge, 'judge-dev', made.judge.title),
  ]);
  return {
    id: 'small-model',
    title: 'The small model and its judge',
    body: markup`${model && tableHtml(modelTable(model))}${model && samplesHtml(model, files)}${clean && tableHtml(clean)}${trials.length > 0 && tableHtml(trialsTable(trials))}${judge && tableHtml(judgeFacts(judge))}${judge && tableHtml(judgeTable(judge))}${figures(charts)}`,
  };
}

/** Pictures drawn by the model at the end of its training. */
function samplesHtml({ record }: RecordedRun, files: RunFiles): Html | undefined {
  const image = files.image(record, made.model.samples);
  if (!image) return undefined;
  const description = 'A picture of each class in each of some scenes';
  return pictureRows([{ title: 'Drawn by it', description, image }], {
    title: 'What the small model draws',
    height: samplesHeight,
    pixelated: false,
  });
}

/** The height of the samples on the screen, in pixels. */
const samplesHeight = 602;

type Facts = readonly (readonly [title: string, value: string])[];

function training({ record, config }: MadeRun): Facts {
  const number = (key: keyof PretrainingSummary & keyof JudgeSummary) => numberOf(record, key);
  return [
    ['Preset', config.preset],
    ['Parameters', format.count(number('parameters'))],
    ['Steps', format.count(number('steps'))],
    ['Training', format.duration(number('trainSeconds'))],
    ['Memory, peak', peakText([{ record }])],
    ['Loss on what is never learned from', format.fixed(number('devLoss'), 4)],
  ];
}

function modelTable(run: MadeRun<PretrainingRunConfig>) {
  const { config } = run;
  return factsTable(made.model.title, [
    ...training(run),
    ...(numberOf(run.record, 'sampleClass') === undefined
      ? []
      : ([
          ['Class as asked, by the judge', judged(run, 'sampleClass')],
          ['Scene as asked', judged(run, 'sampleScene')],
        ] as const)),
    ['Pictures', `${format.count(config.pictures)} of ${config.size} × ${config.size} pixels`],
    ['Prompts read by', config.textEncoder],
    ['Made by', run.record.command],
  ]);
}

const seenIn = ({ record }: RecordedRun, key: 'sampleClass' | 'sampleScene'): string =>
  format.percent(numberOf(record, key), 1);

/** The same with the number of pictures, which older records lack. */
function judged(run: RecordedRun, key: 'sampleClass' | 'sampleScene'): string {
  const samples = numberOf(run.record, 'samples');
  return samples === undefined
    ? seenIn(run, key)
    : `${seenIn(run, key)} of ${format.count(samples)} pictures`;
}

/** The prediction type of the model in words, from the scheduler's configuration. */
const predicted = ({ prediction_type: type }: Readonly<Record<string, unknown>>): string =>
  type === 'sample' ? 'the picture' : type === 'epsilon' ? 'the noise' : 'v';

/** Shorter runs that differ in a setting, such as the scale of latents. */
function trialsTable(trials: readonly MadeRun<PretrainingRunConfig>[]) {
  return table('Shorter runs beside it', trials, [
    column('Predicts', ({ config: { scheduler } }) => predicted(scheduler)),
    numbers(['Latents', 'root mean square'], ({ config }) => String(config.latentRms)),
    numbers(['Latents', 'whitened'], ({ config }) => format.percent(config.whitening, 0)),
    numbers('Pictures', ({ config }) => format.count(config.pictures)),
    numbers('Steps', ({ record }) => format.count(numberOf(record, 'steps'))),
    numbers('Class as asked', (run) => seenIn(run, 'sampleClass')),
    numbers('Scene as asked', (run) => seenIn(run, 'sampleScene')),
    numbers('Training', ({ record }) => format.duration(numberOf(record, 'trainSeconds'))),
    column('Made by', ({ record }) => ({ text: record.command, code: true })),
  ]);
}

function judgeFacts(run: MadeRun<JudgeRunConfig>) {
  const { config } = run;
  return factsTable(made.judge.title, [
    ...training(run),
    [
      'Pictures',
      `${format.count(config.subjects)} subjects with ${format.count(config.views)} each`,
    ],
    ['Made by', run.record.command],
  ]);
}

const scores: readonly (readonly [score: string, title: string])[] = [
  ['accuracy/class', 'Class named'],
  ['accuracy/scene', 'Scene named'],
  ['accuracy/colour', 'Colour named'],
  ['accuracy/pattern', 'Pattern named'],
  ['sameSubject', 'Cosine, same subject'],
  ['sameClass', 'Cosine, another of the class'],
  ['otherClass', 'Cosine, another class'],
  ['toldApart', 'Same subject nearer than another'],
  ['exact/ownSubject', 'Colours in place, own subject'],
  ['exact/sameClass', 'Colours in place, another of the class'],
  ['exact/toldApart', 'Own subject nearer, by colours'],
];

function judgeTable({ record }: RecordedRun) {
  const cell = (kind: string) => (one: (typeof scores)[number]) => {
    const score = `${kind}/${one[0]}`;
    const value = numberOf(record, judgeNumbers.mean(score));
    const error = numberOf(record, judgeNumbers.standardError(score));
    return value === undefined
      ? undefined
      : {
          text: format.fixed(value, 3),
          detail: error === undefined ? undefined : `± ${format.fixed(error, 3)}`,
        };
  };
  const subjects = numberOf(record, judgeNumbers.subjects('rendered/sameSubject'));
  return table(
    `Its scores on ${format.count(subjects)} held-out subjects, ± the standard error over subjects`,
    scores,
    [
      column('Score', ([, title]) => title),
      numbers('As rendered', cell('rendered')),
      numbers(['Imperfect', 'through the codec, with noise'], cell('imperfect')),
    ],
  );
}

async function devChart(
  { record, metric }: RecordedRun,
  id: string,
  title: string,
): Promise<Chart | undefined> {
  const points = await metric(record.id, stepMetrics.dev('loss'));
  if (points.length < 2) return undefined;
  const last = points.at(-1);
  return {
    id,
    title: `${title}: loss on what is never learned from`,
    description: `From ${format.fixed(points[0]?.value, 3)} to ${format.fixed(last?.value, 3)} at step ${format.count(last?.step)}`,
    spec: lineChart(
      [
        {
          run: title,
          label: '',
          colour: 'var(--c1)',
          points: points.map(({ step, value }) => ({ step, value, smooth: value })),
        },
      ],
      { measure: 'Dev loss', format: '.3~f', dots: true },
    ),
  };
}
