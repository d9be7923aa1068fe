/** What of a face's shape differs from person to person, each a number in [0, 1). */
export const faceMeasures = [
  'headWidth',
  'jawWidth',
  'chin',
  'eyeDistance',
  'eyeSize',
  'eyeHeight',
  'eyeTilt',
  'browWeight',
  'browHeight',
  'noseLength',
  'noseWidth',
  'mouthWidth',
  'lips',
  'mouthHeight',
  'ears',
] as const;

/** How a face's parts are sized and placed. */
export type FaceMeasures = Readonly<Record<(typeof faceMeasures)[number], number>>;
