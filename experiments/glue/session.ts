import { checkSubmittable, loadRows } from '@singlora/glue';
import type { GlueRunConfig, GlueTask, PaperModelName } from '@singlora/records';
import { checkpointFiles, loadTokenizer, resolveCheckpoint } from '@singlora/hub';
import {
  describeCheckpoint,
  loadSequenceClassifier,
  quantisationOf,
  type LoadedClassifier,
} from '@singlora/models';
import { randomStream } from '@singlora/runtime';
import type { Context, Session } from '@singlora/runner';
import { createRecordings } from '@singlora/training';
import type { GlueAssets } from './assets.ts';
import { checkFit } from './check-fit.ts';
import { examplesOf, sampleOf } from './examples.ts';
import { openPrefixes } from './prefixes.ts';
import { conclusion } from './conclusion.ts';
import { describe, modelLine, modelRecord } from './records.ts';
import { runGlue } from './run.ts';
import { stepCount } from './run-config.ts';
import type { GlueSettings } from './settings.ts';
import { startForHalves } from '../training/backend.ts';
import { finding } from '../training/finding.ts';
import { lastOf, once } from '../training/keeping.ts';
import { precisionOf } from '../training/precision.ts';
import { logEveryTenth } from '../training/log-every-tenth.ts';

/** The settings that determine what runs share. */
type SharedSettings = Pick<
  GlueSettings,
  'model' | 'maxLength' | 'adaptLayers' | 'data' | 'splits' | 'submission' | 'dropout' | 'precision'
>;

export interface TaskSession extends Session<GlueRunConfig> {
  /** Frees the model; the next run reloads it. */
  release(): void;
}

/** Starts the backend, finds the model and a task's rows, and reports them. */
export async function openGlueSession(
  task: GlueTask,
  paperModel: PaperModelName,
  settings: SharedSettings,
  context: Context,
): Promise<TaskSession> {
  return (await openModel(paperModel, settings, context))(task);
}

/** Starts the backend and finds the model; returns a function that opens the sessions of tasks. */
export async function openModel(
  paperModel: PaperModelName,
  settings: SharedSettings,
  context: Context,
): Promise<(task: GlueTask) => Promise<TaskSession>> {
  const { log, signal } = context;
  const backend = await startForHalves(context);
  const find = finding(context);
  const model = await resolveCheckpoint(settings.model, { ...find, flag: '--model' });
  const tokenizer = await loadTokenizer(checkpointFiles(model).tokenizer.path);
  const described = await describeCheckpoint(model);
  checkFit(model.id, described, tokenizer, settings);
  const record = modelRecord(model, described, paperModel, await quantisationOf(model));
  log(`Backend  ${backend.description}`);
  log(`Model    ${model.id} (${model.origin})`);
  log(`         ${modelLine(record)}`);
  const loading = logEveryTenth('  Loading', 1e9, log);

  return async (task) => {
    const rows = await loadRows(task, {
      ...find,
      flag: '--data',
      test: settings.submission,
      ...(settings.data === undefined ? {} : { folder: settings.data }),
      ...(settings.splits === 'all' ? {} : { splits: settings.splits }),
    });
    for (const [name, split] of Object.entries(rows.test)) checkSubmittable(task, name, split);
    log(`Rows     ${rows.asset.id} (${rows.asset.origin})`);
    let held: LoadedClassifier | undefined;
    const load = async () =>
      (held = await loadSequenceClassifier(model, {
        ...(task.objective === 'regression' ? { outputs: 1 } : { labels: task.labels }),
        random: randomStream(0, 'head'),
        ...(settings.dropout === 'model' ? {} : { dropout: settings.dropout }),
        precision: precisionOf(settings),
        signal,
        onNotice: log,
        onProgress: ({ done, total }) => loading(model.id, done, total),
      }));
    const open = (): GlueAssets => ({
      task,
      model,
      tokenizer,
      rows,
      loaded: once(load),
      recordings: createRecordings(),
      prefixes: openPrefixes(Object.values(model.files).map(({ sha256 }) => sha256)),
    });
    let assets: GlueAssets | undefined;
    const examplesFor = lastOf((config: GlueRunConfig) => {
      assets?.prefixes.close();
      return examplesOf((assets ??= open()), config);
    }, sampleOf);
    return {
      backend: backend.description,
      assets: [record, { ...rows.asset }],
      run: ({ config }, run, context) =>
        runGlue({ assets: (assets ??= open()), config, examplesOf: examplesFor, run, context }),
      stepsOf: ({ config }) => stepCount(config, rows.train.length),
      describe: (summary) => describe(task, summary),
      conclude: (finished) => conclusion(task, finished),
      release() {
        assets?.recordings.dispose();
        assets?.prefixes.close();
        held?.dispose();
        [assets, held] = [undefined, undefined];
      },
    };
  };
}
