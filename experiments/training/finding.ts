import type { ResolveOptions } from '@singlora/hub';
import type { Context } from '@singlora/runner';
import { logEveryTenth } from './log-every-tenth.ts';

/** The options with which an experiment finds models and data: it reports downloads and omissions. */
export function finding({ env, signal, log }: Context): ResolveOptions {
  const fetched = logEveryTenth('Fetching', 1e6, log);
  return {
    env,
    signal,
    onProgress: ({ file, received, total }) => fetched(file, received, total),
    onNotice: log,
  };
}
