import type { ChildProcess } from 'node:child_process';

/** Starts a process of the same command, joined to this one by a channel; it stops once the channel is closed. */
export type StartHelper = () => ChildProcess;

/** Processes that make runs of this command beside this one, each what nobody has. */
export interface Helpers {
  /** Starts them; only the first call does. */
  start(): void;
  /** Asks them to stop after a step and save. */
  stop(): void;
}

/** Of a command that makes one run at a time. */
export const noHelpers: Helpers = { start: () => undefined, stop: () => undefined };

/** So many helpers. They show nothing; one that fails is told of, and what it leaves is for the others. */
export function helpersFrom(
  startHelper: StartHelper,
  count: number,
  log: (line: string) => void,
): Helpers {
  let helpers: ChildProcess[] | undefined;
  let stopped = false;
  const watched = (): ChildProcess => {
    const helper = startHelper();
    let said = '';
    helper.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
    helper.on('error', ({ message }) =>
      log(`  A process beside this one did not start: ${message}`),
    );
    helper.on('close', (code, signal) => {
      if (code === 0 || stopped) return;
      const lines = said.trimEnd().split('\n').slice(-4);
      log(
        [`  Process ${helper.pid} beside this one ended with ${code ?? signal}:`, ...lines].join(
          '\n  ',
        ),
      );
    });
    return helper;
  };
  return {
    start() {
      if (!stopped) helpers ??= Array.from({ length: count }, watched);
    },
    stop() {
      stopped = true;
      for (const helper of helpers ?? []) if (helper.connected) helper.disconnect();
    },
  };
}
