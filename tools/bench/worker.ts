import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CodedError } from '@singlora/core/errors';

/** A side of a benchmark that cannot run here, or that ended; the message says why. */
class SideError extends CodedError<'BENCH_WORKER'> {
  override readonly name = 'SideError';
}

/** A process that answers each line of JSON with another. */
export class Worker {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string, unknown>;
  readonly #ended: Promise<string>;

  constructor([program, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(program, args, { env: { ...process.env, ...env } });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.stdin.on('error', () => undefined); // the process has ended, as the next answer says
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.#ended = new Promise((resolve) => {
      child.on('error', ({ message }) => resolve(`${program} cannot be started: ${message}.`));
      child.on('close', (code) => {
        const last = errors.trim().split('\n').slice(-8).join('\n');
        resolve(`${program} ended with exit code ${code}.\n${last}`);
      });
    });
  }

  /** The next message, of the type that the process is known to send. Output of libraries is skipped. */
  async next<Answer>(): Promise<Answer> {
    for (;;) {
      const line = await this.#lines.next();
      if (line.done) throw new SideError('BENCH_WORKER', await this.#ended);
      if (line.value.startsWith('{')) return JSON.parse(line.value) as Answer;
    }
  }

  ask<Answer>(command: object): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    return this.next();
  }

  close(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }
}
