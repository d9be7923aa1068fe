import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * A process that times what it is told to: one side of a benchmark. `ask` sends a command and
 * resolves with the answer; only one side works at a time.
 */
export class Worker {
  /** @param {string[]} command @param {NodeJS.ProcessEnv} env */
  constructor(command, env) {
    const [program, ...args] = command;
    this.child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.errors = '';
    this.answers = [];
    this.waiting = [];
    this.child.stderr.setEncoding('utf8').on('data', (text) => (this.errors += text));
    createInterface({ input: this.child.stdout }).on('line', (line) => this.hear(line));
    this.child.on('error', (error) => this.end(`${program} cannot be started: ${error.message}`));
    this.child.on('close', (code) => this.end(`${program} ended with exit code ${code}.`));
  }

  hear(line) {
    if (!line.startsWith('{')) return; // whatever a library prints
    const answer = JSON.parse(line);
    const next = this.waiting.shift();
    if (next) next.resolve(answer);
    else this.answers.push(answer);
  }

  end(reason) {
    this.ended = new Error(`${reason}\n${this.errors.trim().split('\n').slice(-8).join('\n')}`);
    for (const { reject } of this.waiting.splice(0)) reject(this.ended);
  }

  /** The next message; the first is the one that says it is ready. */
  next() {
    const answer = this.answers.shift();
    if (answer) return Promise.resolve(answer);
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  ask(command) {
    if (!this.ended) this.child.stdin.write(`${JSON.stringify(command)}\n`);
    return this.next();
  }

  close() {
    this.child.stdin.end();
    this.child.kill();
  }
}
