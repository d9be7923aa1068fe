import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { reasonOf } from '@singlora/core/errors';
import { parseJson } from '@singlora/core/formats';
import {
  taskDescription,
  taskOf,
  tasks,
  type GlueTask,
  type TaskDescription,
} from '@singlora/records';
import type { z } from 'zod';
import { GlueError, messages } from './errors.ts';

/**
 * GLUE's task of this name, or else the task that the file of this name describes; `pairs.json#sha256=…` accepts only these
 * bytes of the file. Throws GLUE_TASK.
 */
export function openTask(nameOrFile: string): GlueTask {
  const own: Readonly<Record<string, GlueTask>> = tasks;
  if (Object.hasOwn(own, nameOrFile)) return own[nameOrFile] as GlueTask;
  const [, path, sha256] = /^(.*\.json)(?:#sha256=([0-9a-f]{64}))?$/s.exec(nameOrFile) ?? [];
  if (path !== undefined) return readTaskFile(path, sha256);
  throw new GlueError('GLUE_TASK', messages.unknownTask(nameOrFile, Object.keys(own)));
}

/** The memory that a description may take, in bytes: enough for all that it may hold. */
const taskMemory = 2 ** 25;
/** How many problems are listed. */
const mostProblems = 20;

/** @throws GlueError GLUE_TASK that names every problem of the description */
function readTaskFile(path: string, expected?: string): GlueTask {
  const refuse = (problems: readonly string[]) =>
    new GlueError('GLUE_TASK', messages.taskFile(path, firstOf(problems)));
  let json: unknown;
  let found: string;
  try {
    const bytes = readFileSync(path);
    found = hash('sha256', bytes);
    const text = bytes.subarray(bytes.indexOf('\ufeff') === 0 ? 3 : 0);
    json = parseJson(text, taskMemory, (what) => new Error(`it ${what}`));
  } catch (error) {
    throw refuse([reasonOf(error)]);
  }
  if (expected !== undefined && found !== expected)
    throw new GlueError('GLUE_TASK', messages.taskChanged(path, expected, found));
  const name = (json as TaskDescription | null)?.title ?? basename(path, '.json');
  const read = taskDescription.safeParse(
    typeof json === 'object' && json !== null ? { title: name, ...json } : json,
  );
  if (!read.success) throw refuse(read.error.issues.map(problem));
  // Lists are for names that one file may have, as GLUE's do; written by hand they are parts of one split.
  const several = Object.entries(read.data.files).filter(([, file]) => [file].flat().length > 1);
  if (several.length > 0)
    throw refuse(
      several.map(
        ([split]) => `files.${split}: name one file; of several only one would be read. Join them`,
      ),
    );
  const taken = Object.values(tasks).some((one) =>
    [one.name, one.title].some((other) => other.toLowerCase() === name.toLowerCase()),
  );
  if (taken) throw refuse([`title: ${name} is a task of GLUE; give it another one`]);
  return {
    ...taskOf(name, read.data),
    describedIn: `${resolve(path)}#sha256=${found}`,
    folder: dirname(resolve(path)),
    sha256: decisiveHash(read.data),
  };
}

/** The first of many problems. */
function firstOf(problems: readonly string[]): readonly string[] {
  const left = problems.length - mostProblems;
  return left > 0 ? [...problems.slice(0, mostProblems), `and ${left} more`] : problems;
}

function problem(issue: z.core.$ZodIssue): string {
  const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
  return [issue.path.join('.'), (inner ?? issue).message].filter(Boolean).join(': ');
}

/** SHA-256 of the fields that decide how a file is read; titles, metrics and paths do not, and files have their own hashes. */
function decisiveHash(description: TaskDescription): string {
  const { columns, labels, range, prompts, undecided, flawed } = description;
  const files = Object.entries(description.files).map(([split, file]) => [
    split,
    [file].flat().map((one) => (typeof one === 'string' ? {} : { ...one, path: undefined })),
  ]);
  const decisive = { columns, labels, range, prompts, undecided, flawed, files };
  return hash('sha256', JSON.stringify(decisive));
}
