import type { GlueRows } from '@singlora/glue';
import type { Assets, Tokenizer } from '@singlora/hub';
import type { LoadedClassifier } from '@singlora/models';
import type { GlueTask } from '@singlora/records';
import type { Recordings } from '@singlora/training';
import type { Prefixes } from './prefixes.ts';

/** What the runs of one invocation share. */
export interface GlueAssets {
  readonly task: GlueTask;
  readonly model: Assets;
  readonly tokenizer: Tokenizer;
  readonly rows: GlueRows;
  /** Loaded for the first run; of its head each run draws its own. */
  readonly loaded: () => Promise<LoadedClassifier>;
  /** Of runs on it. */
  readonly recordings: Recordings;
  /** Of its layers that nothing is trained in. */
  readonly prefixes: Prefixes;
}
