import type { GlueRows, TokenCacheOptions } from '@singlora/glue';
import type { Assets, Tokenizer } from '@singlora/hub';
import type { GlueTask } from '@singlora/records';

/** What the runs of one invocation share. */
export interface GlueAssets {
  readonly task: GlueTask;
  readonly model: Assets;
  readonly tokenizer: Tokenizer;
  readonly rows: GlueRows;
  /** Where tokens are kept from run to run, whose they are, and who is told of damage. */
  readonly tokens: Pick<TokenCacheOptions, 'folder' | 'tokenizerSha256' | 'onNotice'>;
}
