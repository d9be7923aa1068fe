/** A folder of experiments: what its own file `project.ts` says of it (its default export). */
export interface Project {
  /** The name of the folder and of its Nx project. */
  readonly name: string;
  /** The title of its list in the help. */
  readonly title: string;
  /** The end of the paths of the experiments' files, such as `.experiment.ts` or `/check.ts`. */
  readonly ending: string;
  /** Its other commands, each with what it does. */
  readonly commands?: Readonly<Record<string, string>>;
}
