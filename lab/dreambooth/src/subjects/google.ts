/** The data set of the DreamBooth paper on the Hugging Face Hub. */
export const googleDreamBooth = 'google/dreambooth';

/** The folder of the repository that contains everything. */
export const datasetFolder = 'dataset';

/** The classes of all subjects and the prompts, in that folder. */
export const classesFile = 'prompts_and_classes.txt';

/** The class of each subject, and the number of its pictures. */
export const googleSubjects: Readonly<
  Record<string, { readonly className: string; readonly pictures: number }>
> = {
  backpack: { className: 'backpack', pictures: 6 },
  backpack_dog: { className: 'backpack', pictures: 5 },
  bear_plushie: { className: 'stuffed animal', pictures: 5 },
  berry_bowl: { className: 'bowl', pictures: 6 },
  can: { className: 'can', pictures: 6 },
  candle: { className: 'candle', pictures: 5 },
  cat: { className: 'cat', pictures: 5 },
  cat2: { className: 'cat', pictures: 5 },
  clock: { className: 'clock', pictures: 6 },
  colorful_sneaker: { className: 'sneaker', pictures: 5 },
  dog: { className: 'dog', pictures: 5 },
  dog2: { className: 'dog', pictures: 6 },
  dog3: { className: 'dog', pictures: 6 },
  dog5: { className: 'dog', pictures: 5 },
  dog6: { className: 'dog', pictures: 5 },
  dog7: { className: 'dog', pictures: 5 },
  dog8: { className: 'dog', pictures: 5 },
  duck_toy: { className: 'toy', pictures: 4 },
  fancy_boot: { className: 'boot', pictures: 6 },
  grey_sloth_plushie: { className: 'stuffed animal', pictures: 5 },
  monster_toy: { className: 'toy', pictures: 5 },
  pink_sunglasses: { className: 'glasses', pictures: 6 },
  poop_emoji: { className: 'toy', pictures: 5 },
  rc_car: { className: 'toy', pictures: 5 },
  red_cartoon: { className: 'cartoon', pictures: 4 },
  robot_toy: { className: 'toy', pictures: 5 },
  shiny_sneaker: { className: 'sneaker', pictures: 6 },
  teapot: { className: 'teapot', pictures: 5 },
  vase: { className: 'vase', pictures: 6 },
  wolf_plushie: { className: 'stuffed animal', pictures: 5 },
};

/** A subject's pictures by their paths in that folder: `dog/00.jpg`, and so on. */
export function pictureNames(subject: string): string[] {
  const count = googleSubjects[subject]?.pictures ?? 0;
  return Array.from({ length: count }, (_, i) => `${subject}/${String(i).padStart(2, '0')}.jpg`);
}

/** The classes of live subjects, which have their own prompts; the file does not name them. It has no people. */
export const liveClasses: ReadonlySet<string> = new Set([
  ...['cat', 'dog'],
  ...['person', 'man', 'woman', 'child', 'boy', 'girl'],
]);
