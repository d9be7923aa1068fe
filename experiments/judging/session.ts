import { judgeNumbers, type JudgeRunConfig } from '@singlora/records';
import type { Context, Session } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import { runJudging } from './run.ts';
import type { JudgingSettings } from './settings.ts';

/** Starts the backend. */
export async function openJudgingSession(
  { evaluateEvery }: JudgingSettings,
  { log, env }: Context,
): Promise<Session<JudgeRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  log(`Backend       ${backend.description}`);
  return {
    backend: backend.description,
    assets: [],
    run: ({ config }, run, context) => runJudging({ config, evaluateEvery, run, context }),
    describe(summary) {
      const score = (name: string) => summary[judgeNumbers.mean(`rendered/${name}`)] ?? NaN;
      const share = (name: string) => `${name} ${(100 * score(`accuracy/${name}`)).toFixed(1)} %`;
      const words = ['class', 'scene', 'colour', 'pattern'].map(share).join(', ');
      const cosines = ['sameSubject', 'sameClass', 'otherClass'].map((name) =>
        score(name).toFixed(3),
      );
      return `held-out subjects: ${words}; cosines ${cosines.join(' / ')}`;
    },
  };
}
