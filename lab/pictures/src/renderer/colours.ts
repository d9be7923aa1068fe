/** Red, green, blue in sRGB, from 0 to 1. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The colour of a number such as `0xd93a34`. */
export const rgb = (hex: number): Rgb => [
  (hex >> 16) / 255,
  ((hex >> 8) & 255) / 255,
  (hex & 255) / 255,
];

/** The colours of subjects, by their words in captions. Scenes are paler or darker, so that subjects stand out. */
export const colours = {
  red: rgb(0xd93a34),
  orange: rgb(0xf28c28),
  yellow: rgb(0xf7d038),
  green: rgb(0x3fa34d),
  turquoise: rgb(0x3ec7c2),
  blue: rgb(0x2f5fd0),
  purple: rgb(0x8a4fc0),
  pink: rgb(0xf48fb8),
  brown: rgb(0x8a5a36),
  black: rgb(0x2b2b33),
  grey: rgb(0x9a9ea6),
  white: rgb(0xf6f5f0),
} as const satisfies Record<string, Rgb>;

/** The word for a subject's colour. */
export type Colour = keyof typeof colours;

/** The words for colours. Their order decides which are held out. */
export const colourNames = Object.keys(colours) as readonly Colour[];

/** `from` at 0, `to` at 1. */
export const mixed = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

const [dark, pale] = [rgb(0x14141c), rgb(0xc8ccd6)];

/** The line around a part: darker than the part, but paler around black, to be visible at night too. */
export const edgeOf = (colour: Rgb): Rgb =>
  Math.max(...colour) > 0.3 ? mixed(colour, dark, 0.62) : mixed(colour, pale, 0.4);
