import { join } from 'node:path';
import {
  loadRows,
  paperProtocol,
  tasks,
  type GlueRows,
  type GlueTask,
  type TaskName,
  type TokenCacheOptions,
} from '@singlora/glue';
import { loadTokenizer, ownCache, resolveModel, type Assets, type Tokenizer } from '@singlora/hub';
import { modelFiles } from '@singlora/models';
import { startBackend } from '@singlora/runtime';
import type { Context, Session } from '@singlora/runner';
import { downloadProgress } from './download-progress.ts';
import { describe, modelRecord } from './records.ts';
import type { GlueRunConfig } from './run-config.ts';
import { runGlue } from './run.ts';
import type { GlueSettings } from './settings.ts';

/** What the runs of one invocation share. */
export interface GlueAssets {
  readonly task: GlueTask;
  readonly model: Assets;
  readonly tokenizer: Tokenizer;
  readonly rows: GlueRows;
  /** Where tokens are kept from run to run, and whose they are. */
  readonly tokens: Pick<TokenCacheOptions, 'folder' | 'tokenizerSha256'>;
}

/** Starts the backend, finds the model and the rows, and says what was found. */
export async function openGlueSession(
  taskName: TaskName,
  settings: GlueSettings,
  { log, signal, env }: Context,
): Promise<Session<GlueRunConfig>> {
  const task = tasks[taskName];
  const backend = await startBackend({ env, warn: log });
  const find = { env, signal, onProgress: downloadProgress(log) };
  const model = await resolveModel(settings.model, modelFiles, find);
  const folder = settings.data === undefined ? {} : { folder: settings.data };
  const rows = await loadRows(task, { ...find, ...folder, onNotice: log });
  const { path = '', sha256: tokenizerSha256 = '' } = model.files['tokenizer.json'] ?? {};
  const tokenizer = await loadTokenizer(path);
  const tokens = { folder: join(ownCache(env), 'tokens'), tokenizerSha256 };
  log(`Backend  ${backend.description}`);
  log(`Model    ${model.id} (${model.origin})`);
  log(`Rows     ${rows.asset.id} (${rows.asset.origin})`);
  const assets: GlueAssets = { task, model, tokenizer, rows, tokens };
  return {
    backend: backend.description,
    assets: [modelRecord(model, paperProtocol[taskName].model), { ...rows.asset }],
    run: (plan, run, context) => runGlue(assets, plan.config, run, context.signal),
    describe,
  };
}
