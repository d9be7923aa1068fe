import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { SideError } from './errors.ts';

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A process that times what it is told to: one side of a benchmark. `ask` sends a command and
 * resolves with the answer; only one side works at a time.
 */
export class Worker {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: never[] = [];
  readonly #waiting: Waiting[] = [];
  #errors = '';
  #ended: Error | undefined;

  constructor([program, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv) {
    this.#child = spawn(program, args, { env });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#hear(line));
    this.#child.on('error', ({ message }) => this.#end(`${program} cannot be started: ${message}`));
    this.#child.on('close', (code) => this.#end(`${program} ended with exit code ${code}.`));
  }

  #hear(line: string): void {
    if (!line.startsWith('{')) return; // output of libraries
    const answer = JSON.parse(line) as never;
    const next = this.#waiting.shift();
    if (next) next.resolve(answer);
    else this.#answers.push(answer);
  }

  #end(reason: string): void {
    const last = this.#errors.trim().split('\n').slice(-8).join('\n');
    this.#ended = new SideError('BENCH_WORKER', `${reason}\n${last}`);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
  }

  /** The next message, of the type that the side is known to send; the first says that it is ready. */
  next<Answer>(): Promise<Answer> {
    const answer = this.#answers.shift();
    if (answer !== undefined) return Promise.resolve(answer);
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  ask<Answer>(command: object): Promise<Answer> {
    if (!this.#ended) this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    return this.next();
  }

  close(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }
}
