import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeVersion } from './code-version.ts';
import type { Experiment } from './experiment.ts';

export interface Loaded {
  readonly experiment: Experiment;
  /** the path of its file, from the repository's root */
  readonly source: string;
  /** the version of its sources, where it is already known */
  readonly code?: CodeVersion;
}

/** The Nx project of an experiment's file, which is the folder that it is in: `experiments`. */
export const projectOf = (source: string): string => source.split('/', 1)[0] as string;

/** The experiment in a file, its default export. */
export const loadExperiment = async (file: string): Promise<Experiment> =>
  ((await import(pathToFileURL(file).href)) as { default: Experiment }).default;

const bundledProgram = /lab\/runner\/src\/main\.mjs$/;

/** The file that a source file is loaded from: a bundle if the running program is one, else the file itself. */
export function loadedFrom(source: string, root: string, program: string): string {
  if (!bundledProgram.test(program)) return source;
  const folder = program.replace(bundledProgram, '');
  return join(folder, relative(root, source).replace(/\.ts$/, '.mjs'));
}
