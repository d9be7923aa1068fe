/** What can be counted, one and many. */
export const counted: readonly (readonly [one: string, many: string])[] = [
  ['dog', 'dogs'],
  ['boat', 'boats'],
  ['child', 'children'],
  ['apple', 'apples'],
  ['book', 'books'],
  ['candle', 'candles'],
  ['woman', 'women'],
  ['bird', 'birds'],
  ['bottle', 'bottles'],
  ['picture', 'pictures'],
];

export const settings: readonly string[] = [
  'in the garden',
  'on the table',
  'near the bridge',
  'behind the house',
  'in the picture',
  'in the yard',
  'by the door',
  'on the stage',
];

/** Ten of each, so that "most" means more than five. */
export const groups: readonly string[] = [
  'children',
  'nurses',
  'sailors',
  'tourists',
  'farmers',
  'guests',
  'students',
  'neighbours',
];

/** What a group's members may be, each or not. */
export const groupPredicates: readonly string[] = [
  'indoors',
  'asleep',
  'wearing hats',
  'hungry',
  'singing',
  'in a good mood',
  'tall',
  'late',
  'left-handed',
  'married',
];

export const names: readonly string[] = [
  ...['Anna', 'Peter', 'Maria', 'David', 'Julia', 'Simon', 'Laura', 'Thomas', 'Emma', 'Victor'],
];

/** Strict orders, each with its reverse. */
export const orders: readonly (readonly [more: string, less: string])[] = [
  ['taller than', 'shorter than'],
  ['older than', 'younger than'],
  ['faster than', 'slower than'],
  ['stronger than', 'weaker than'],
  ['richer than', 'poorer than'],
];
