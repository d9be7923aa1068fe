/** What stands in the place of a method where no adapter is trained. */
export const dreamBoothBaselines = {
  /** the model as it is, whose scores are the floor */
  floor: 'none',
  /** all of the denoiser's weights trained */
  full: 'full',
} as const;
