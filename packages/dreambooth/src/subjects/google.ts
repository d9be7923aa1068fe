/** The data set of the DreamBooth paper on the Hugging Face Hub. */
export const repository = 'google/dreambooth';

/** The folder of the repository that everything is in. */
export const datasetFolder = 'dataset';

/** The classes of all subjects and the prompts, in that folder. */
export const classesFile = 'prompts_and_classes.txt';

/** How many pictures there are of each subject. */
export const pictureCounts: Readonly<Record<string, number>> = {
  backpack: 6,
  backpack_dog: 5,
  bear_plushie: 5,
  berry_bowl: 6,
  can: 6,
  candle: 5,
  cat: 5,
  cat2: 5,
  clock: 6,
  colorful_sneaker: 5,
  dog: 5,
  dog2: 6,
  dog3: 6,
  dog5: 5,
  dog6: 5,
  dog7: 5,
  dog8: 5,
  duck_toy: 4,
  fancy_boot: 6,
  grey_sloth_plushie: 5,
  monster_toy: 5,
  pink_sunglasses: 6,
  poop_emoji: 5,
  rc_car: 5,
  red_cartoon: 4,
  robot_toy: 5,
  shiny_sneaker: 6,
  teapot: 5,
  vase: 6,
  wolf_plushie: 5,
};

/** A subject's pictures by their paths in that folder: `dog/00.jpg`, and so on. */
export function pictureNames(subject: string): string[] {
  const count = pictureCounts[subject] ?? 0;
  return Array.from({ length: count }, (_, i) => `${subject}/${String(i).padStart(2, '0')}.jpg`);
}

/** The classes whose subjects are live, and have prompts of their own; the file does not say. */
export const liveClasses: ReadonlySet<string> = new Set(['cat', 'dog']);
