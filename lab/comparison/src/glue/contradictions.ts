import { isDeepStrictEqual } from 'node:util';
import {
  encoderNamed,
  glueNumber,
  knownEncoder,
  paper,
  paperModelOfWeights,
  taskNamed,
  trainedRowsFile,
} from '@singlora/records';
import type { Config } from '@singlora/reporting/text';
import { recordedBytes, type ArtifactRecord, type RunRecord } from '@singlora/tracking';
import { differs, isDiverged, ownProblem, scoreless, wholeButDiverged } from '../record-problem.ts';
import { parameterCount } from '../parameter-count.ts';
import { hashesOf } from '../recorded-run.ts';
import { firstReason, type ReservationCheck } from '../reservation.ts';
import type { GlueConfig } from '../settings-in-words.ts';

interface Finished {
  readonly record: RunRecord;
  readonly config: GlueConfig;
  /** the headline score */
  readonly score: number | undefined;
}

/** The checks that a run's record must pass before it counts in any comparison. */
const checks: readonly ReservationCheck<Finished>[] = [
  ({ record }) => ownProblem(record),
  ({ record }) => wholeButDiverged(record, (name) => name.startsWith('predictions.')),
  ({ score, record }) => scoreless(score, record),
  stepsProblem,
  rowsProblem,
  weightsProblem,
  parametersProblem,
  paperParametersProblem,
];

/** The contradiction within a finished run's record, in words; undefined where there is none. */
export const glueContradiction = (run: Finished): string | undefined => firstReason(run, checks);

/** The steps of all passes over the rows, up to the limit that was set. */
function wholeSteps({ config, record: { summary } }: Finished): number | undefined {
  const rows = glueNumber(summary, 'trainRows');
  const { maxSteps, batchSize, epochs } = config;
  if (rows === undefined) return undefined;
  const passes = epochs * Math.ceil(rows / batchSize);
  return Math.min(passes, maxSteps ?? passes);
}

function stepsProblem(run: Finished): string | undefined {
  const { summary } = run.record;
  if (isDiverged(summary)) return undefined; // it ended early
  const steps = wholeSteps(run);
  return steps === undefined
    ? 'it does not say how many rows it trained on'
    : differs('steps', glueNumber(summary, 'steps'), steps);
}

/** Reports rows of another task, and trained rows that are not as many as it says. */
function rowsProblem({ config, record }: Finished): string | undefined {
  const repository = taskNamed(config.task)?.repository;
  const rows = record.assets.find(({ kind }) => kind === 'dataset');
  if (rows?.id.startsWith(`${repository}/`) && rows.id !== `${repository}/${config.task}`)
    return `its rows are those of ${rows.id}`;
  const file = record.artifacts.find(({ name }) => name === trainedRowsFile);
  const trained = file && numberIn(file, 'rows');
  return trained === undefined
    ? undefined
    : differs('trained rows', glueNumber(record.summary, 'trainRows'), trained);
}

/** A number in a small JSON file; undefined where the file cannot be read. */
function numberIn(file: ArtifactRecord, name: string): number | undefined {
  try {
    const value = (JSON.parse(recordedBytes(file).toString('utf8')) as Config)[name];
    return typeof value === 'number' ? value : undefined;
  } catch {
    return undefined; // a missing file is named among the damaged ones
  }
}

/** Reports a model with a known name whose weights are others, or are quantised. */
function weightsProblem({ config: { model }, record }: Finished): string | undefined {
  const asset = record.assets.find(({ kind }) => kind === 'model');
  const named = encoderNamed(model);
  if (!named) return undefined;
  if (!asset || knownEncoder(asset.sha256) !== named)
    return `its weights are not those of ${model}`;
  return asset.quantised === undefined
    ? undefined
    : `its weights are quantised to ${asset.quantised}`;
}

/** Reports a count of adapter parameters, on one of the paper's models and its layers, that is not the method's. */
function paperParametersProblem({ config, record }: Finished) {
  const name = paperModelOfWeights(hashesOf(record, 'model'));
  const model = name && paper.models[name];
  if (
    !model ||
    config.adaptLayers !== 'all' ||
    !isDeepStrictEqual(config.targets, model.targetModules)
  )
    return undefined;
  const count = parameterCount(config.method, model, config.rank);
  const recorded = glueNumber(record.summary, 'adapterParameters');
  return count === undefined ? undefined : differs('adapter parameters', recorded, count);
}

/** Reports parameter counts, on a known encoder, that are not those of the method, the head and the encoder. */
function parametersProblem({ config, record }: Finished): string | undefined {
  const encoder = knownEncoder(hashesOf(record, 'model'));
  const task = taskNamed(config.task);
  if (!encoder || !task || config.targets !== 'default' || config.head !== 'output')
    return undefined;
  const { hiddenSize, layers, parameters } = encoder;
  // Query and value.
  const projections = [
    [hiddenSize, hiddenSize],
    [hiddenSize, hiddenSize],
  ] as const;
  const adapted = config.adaptLayers === 'all' ? layers : config.adaptLayers;
  const adapter = parameterCount(config.method, { projections, layers: adapted }, config.rank);
  const head = (hiddenSize + 1) * Math.max(1, task.labels.length);
  if (adapter === undefined) return undefined;
  return (
    differs('adapter parameters', glueNumber(record.summary, 'adapterParameters'), adapter) ??
    differs(
      'trained parameters',
      glueNumber(record.summary, 'trainableParameters'),
      adapter + head,
    ) ??
    differs(
      'parameters of the model',
      glueNumber(record.summary, 'totalParameters'),
      parameters + head,
    )
  );
}
