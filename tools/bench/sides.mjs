import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { Worker } from './worker.mjs';

const root = resolve(import.meta.dirname, '../..');
const installHint =
  'The comparison needs Python with torch, transformers and peft (and peft-singlora for the case of that name):\n' +
  '    python3 -m venv ~/bench && ~/bench/bin/pip install torch transformers peft peft-singlora\n' +
  'Name it with --python ~/bench/bin/python or SINGLORA_PYTHON.';

/** This project, started as its experiments are. */
export function startLab(job) {
  const command = [process.execPath, join(root, 'tools/launch.mjs'), join(root, 'tools/bench/lab_worker.mjs')]; // prettier-ignore
  return new Worker([...command, JSON.stringify(job)], process.env);
}

/** PyTorch with transformers and peft. */
export function startTorch(python, job) {
  const command = [python, join(root, 'tools/bench/torch_worker.py'), JSON.stringify(job)];
  return new Worker(command, { ...process.env, TRANSFORMERS_OFFLINE: '1' });
}

/** @throws Error that says how to get what is missing */
export function checkPython(python) {
  try {
    execFileSync(python, ['-c', 'import torch, transformers, peft'], { stdio: 'pipe' });
  } catch (error) {
    const reason = String(error.stderr ?? error.message)
      .trim()
      .split('\n')
      .at(-1);
    throw new Error(`${python}: ${reason}\n${installHint}`, { cause: error });
  }
}
