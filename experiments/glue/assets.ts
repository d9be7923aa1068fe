import type { GlueRows, TokenCacheOptions } from '@singlora/glue';
import type { Assets, Tokenizer } from '@singlora/hub';
import type { GlueTask } from '@singlora/records';

/** What the runs of one invocation share. */
export interface GlueAssets {
  readonly task: GlueTask;
  readonly model: Assets;
  readonly tokenizer: Tokenizer;
  readonly rows: GlueRows;
  /** Where tokens are kept from run to run, and whose they are. */
  readonly tokens: Pick<TokenCacheOptions, 'folder' | 'tokenizerSha256'>;
}
