import type { GlueRows } from '@singlora/glue';
import type { Assets, Tokenizer } from '@singlora/hub';
import type { LoadedClassifier } from '@singlora/models';
import type { GlueTask } from '@singlora/records';
import type { Recordings } from '@singlora/training';
import type { Prefixes } from './prefixes.ts';

/** The models and data that the runs of one invocation share. */
export interface GlueAssets {
  readonly task: GlueTask;
  readonly model: Assets;
  readonly tokenizer: Tokenizer;
  readonly rows: GlueRows;
  /** The classifier, loaded for the first run; each run draws a new head. */
  readonly loaded: () => Promise<LoadedClassifier>;
  /** The recorded graphs of runs on the classifier. */
  readonly recordings: Recordings;
  /** The cached outputs of its layers below the first trained one. */
  readonly prefixes: Prefixes;
}
