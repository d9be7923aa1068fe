/** The model's name without its owner or folder. */
export function shortModel(model: string): string {
  return model.split(/[/\\]/).filter(Boolean).at(-1) ?? model;
}
