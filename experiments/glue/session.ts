import { join } from 'node:path';
import { checkSubmittable, loadRows } from '@singlora/glue';
import type { GlueRunConfig, GlueTask, PaperModelName } from '@singlora/records';
import { checkpointFiles, loadTokenizer, ownCache, resolveCheckpoint } from '@singlora/hub';
import { describeCheckpoint, loadSequenceClassifier } from '@singlora/models';
import { randomStream } from '@singlora/runtime';
import type { Context, Session } from '@singlora/runner';
import { createRecordings } from '@singlora/training';
import type { GlueAssets } from './assets.ts';
import { checkFit } from './check-fit.ts';
import { examplesOf, sampleOf } from './examples.ts';
import { describe, modelLine, modelRecord } from './records.ts';
import { runGlue } from './run.ts';
import { stepsOf } from './run-config.ts';
import type { GlueSettings } from './settings.ts';
import { startForHalves } from '../training/backend.ts';
import { finding } from '../training/finding.ts';
import { lastOf, once } from '../training/keeping.ts';
import { precisionOf } from '../training/precision.ts';
import { logEveryTenth } from '../training/log-every-tenth.ts';

/** Starts the backend, finds the model and the rows, and says what was found. */
export async function openGlueSession(
  task: GlueTask,
  paperModel: PaperModelName,
  settings: Pick<
    GlueSettings,
    'model' | 'maxLength' | 'data' | 'splits' | 'submission' | 'dropout' | 'precision'
  >,
  context: Context,
): Promise<Session<GlueRunConfig>> {
  const { log, env, signal } = context;
  const backend = await startForHalves(context);
  const find = finding(context);
  const model = await resolveCheckpoint(settings.model, { ...find, flag: '--model' });
  const { path, sha256: tokenizerSha256 } = checkpointFiles(model).tokenizer;
  const tokenizer = await loadTokenizer(path);
  const described = await describeCheckpoint(model);
  checkFit(model.id, described, tokenizer, settings.maxLength);
  const record = modelRecord(model, described, paperModel);
  const rows = await loadRows(task, {
    ...find,
    flag: '--data',
    test: settings.submission,
    ...(settings.data === undefined ? {} : { folder: settings.data }),
    ...(settings.splits === undefined ? {} : { splits: settings.splits }),
  });
  for (const [name, split] of Object.entries(rows.test)) checkSubmittable(task, name, split);
  const tokens = { folder: join(ownCache(env), 'tokens'), tokenizerSha256, onNotice: log };
  log(`Backend  ${backend.description}`);
  log(`Model    ${model.id} (${model.origin})`);
  log(`         ${modelLine(record)}`);
  log(`Rows     ${rows.asset.id} (${rows.asset.origin})`);
  const loading = logEveryTenth('  Loading', 1e9, log);
  const loaded = once(() =>
    loadSequenceClassifier(model, {
      ...(task.objective === 'regression' ? { outputs: 1 } : { labels: task.labels }),
      random: randomStream(0, 'head'),
      ...(settings.dropout === 'model' ? {} : { dropout: settings.dropout }),
      precision: precisionOf(settings),
      signal,
      onNotice: log,
      onProgress: ({ done, total }) => loading(model.id, done, total),
    }),
  );
  const recordings = createRecordings();
  const assets: GlueAssets = { task, model, tokenizer, rows, tokens, loaded, recordings };
  const examplesFor = lastOf((config: GlueRunConfig) => examplesOf(assets, config), sampleOf);
  return {
    backend: backend.description,
    assets: [record, { ...rows.asset }],
    run: ({ config }, run, context) =>
      runGlue({ assets, config, examplesOf: examplesFor, run, context }),
    stepsOf: ({ config }) => stepsOf(config, rows.train.length),
    describe: (summary) => describe(task, summary),
  };
}
