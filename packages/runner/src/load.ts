import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Experiment } from './experiment.ts';

/** The experiment in a file, its default export. */
export const loadExperiment = async (file: string): Promise<Experiment> =>
  ((await import(pathToFileURL(file).href)) as { default: Experiment }).default;

const bundledProgram = /packages\/runner\/src\/main\.mjs$/;

/** Where a source file is loaded from: in a bundle, where the program that runs is one, else the file itself. */
export function loadedFrom(source: string, root: string, program: string): string {
  if (!bundledProgram.test(program)) return source;
  const folder = program.replace(bundledProgram, '');
  return join(folder, relative(root, source).replace(/\.ts$/, '.mjs'));
}
