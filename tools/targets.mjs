// What can be run by name: one target per experiment, check and command, the report's build and the benchmarks.

/** The files that become targets: a project and a target's name. */
const kinds = [
  /^(experiments)\/([\w-]+)\.experiment\.ts$/,
  /^(theory)\/([\w-]+)\/check\.ts$/,
  /^(experiments)\/commands\/([\w-]+)\.ts$/,
  /^(reports)\/(build)\.ts$/,
  /^(tools)\/bench\/(bench|kernels|denoiser|merge|scores)\.ts$/,
];

/** The projects, folders of the root. */
export const projects = ['experiments', 'theory', 'reports', 'tools'];

/** The project and the target of a file, a path from the root with forward slashes; undefined where it is none. */
export function targetOf(file) {
  const kind = kinds.find((pattern) => pattern.test(file));
  if (!kind) return undefined;
  const [, project, target] = kind.exec(file);
  return { project, target, file };
}
